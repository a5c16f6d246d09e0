using CsCheck;
using Google.Protobuf;
using Orchestrator.Answers;
using Orchestrator.Coordinator;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Coordinator;

/// <summary>Any order, duplication and loss of what nodes and the dispatcher say keeps the promises: one live lease a trial, terminal is final, counts add up.</summary>
public sealed class SweepStateModelTests
{
    private const int Trials = 6;
    private const int MostTrials = 12;

    private static readonly string[] Boots = ["a", "b", "c"];

    private static readonly Gen<Action<World>> Steps = Gen.OneOf<Action<World>>(
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], (boot, slots) => (Action<World>)(world => world.Assign(Boots[boot], slots))),
        Gen.Select(Gen.Int[0, 30], Gen.Int[1, 3], (which, outcome) => (Action<World>)(world => world.Tell(which, (Outcome)outcome))),
        Gen.Int[0, 2].Select(boot => (Action<World>)(world => world.Lose(Boots[boot]))),
        Gen.Int[0, 30].Select(seed => (Action<World>)(world => world.Report(seed))),
        Gen.Int[0, 19].Select(dice => (Action<World>)(world => world.Command(dice))),
        Gen.Int[0, Trials - 1].Select(index => (Action<World>)(world => world.Reuse(index))),
        Gen.Int[1, 4].Select(seconds => (Action<World>)(world => world.Now += seconds * 1_000)),
        Gen.Const<Action<World>>(world => world.Restart()));

    [Fact]
    public void Every_history_keeps_the_invariants() => Steps.Array[1, 80].Sample(steps =>
    {
        var world = new World();
        foreach (var step in steps)
        {
            step(world);
            world.Check();
        }
    });

    /// <summary>The sweep under test, and every assignment that was ever made: any of them may answer, at any time, more than once.</summary>
    private sealed class World
    {
        private readonly List<(int Index, int Attempt, string Boot)> _given = [];
        private readonly Dictionary<int, double> _finished = [];
        private readonly HashSet<(int Index, int Attempt)> _failed = [];
        private readonly HashSet<(int Index, int Attempt)> _stale = [];
        private readonly HashSet<(int Index, int Attempt)> _over = [];
        private SweepState _state = Some.Sweep(Trials, attempts: 2, epochs: 1);
        private int _trials = Trials;
        private int _epochs = 1;

        public long Now { get; set; } = 10_000;

        public void Assign(string boot, int slots)
        {
            var events = SweepRules.Assign(_state, [Some.Quota(boot, slots)], Now);
            Assert.True(events.Count == 0 || !_state.Halted);
            foreach (var assigned in events.Select(change => change.Assigned))
            {
                for (var i = 0; i < assigned.Index.Count; i++)
                {
                    // Never an attempt number twice, never a trial that somebody holds.
                    Assert.DoesNotContain(_given, given => given.Index == assigned.Index[i] && given.Attempt == assigned.Attempt[i]);
                    Assert.False(_state.Leases.ContainsKey(assigned.Index[i]));
                    _given.Add((assigned.Index[i], assigned.Attempt[i], boot));
                }
            }

            Apply(events);
        }

        public void Tell(int which, Outcome outcome)
        {
            if (_given.Count == 0)
            {
                return;
            }

            var (index, attempt, _) = _given[which % _given.Count];
            var result = new TrialResult { Index = index, Attempt = attempt, Outcome = outcome, Objective = (index * 100) + attempt, HasObjective = true };
            var (change, ack) = SweepRules.Result(_state, result, Now);
            Apply(change is null ? [] : [change]);
            if (change is not null)
            {
                _over.Add((index, attempt));
            }

            if (change?.Failed is { } failed)
            {
                // Each attempt costs one retry, however often its end is told.
                Assert.True(_failed.Add((failed.Index, failed.Attempt)));
            }

            if (change?.Finished is { } finished)
            {
                Assert.True(ack.Accepted);
                Assert.DoesNotContain((index, attempt), _stale);
                Assert.True(_finished.TryAdd(finished.Index, finished.Objective));
            }
        }

        public void Lose(string boot) => Apply(SweepRules.Requeue(_state, lease => lease.Boot == boot, "lost"));

        public void Report(int seed)
        {
            var boot = Boots[seed % Boots.Length];
            var running = _given.Where((given, i) => given.Boot == boot && (seed + i) % 2 == 0).Select(given => (given.Index, given.Attempt)).ToArray();
            var events = SweepRules.Report(_state, Some.Report(boot, running), Now).Events;
            // What told its end is not taken up again, though a hello that was on its way names it.
            Assert.DoesNotContain(events.Where(change => change.Assigned is not null).SelectMany(change => change.Assigned.Index.Zip(change.Assigned.Attempt, (index, attempt) => (index, attempt))), _over.Contains);
            Apply(events);
        }

        /// <summary>Another sweep has the trial's answer.</summary>
        public void Reuse(int index)
        {
            var events = ReuseRules.Reuse(_state, [(index, "key")], new Dictionary<string, Answer> { ["key"] = new("other", 7, 0.25, 1, "1", 0) });
            Assert.True(events.Count == 0 || !_given.Exists(given => given.Index == index));
            Apply(events);
            Assert.All(events, change => Assert.True(_finished.TryAdd(change.Reused.Index, 0.25)));
        }

        public void Command(int dice)
        {
            var command = dice switch
            {
                < 2 => new ControlSweep { Cancel = new() { Now = dice == 1 } },
                < 4 => new ControlSweep { Pause = new() { Drain = dice == 3 } },
                < 9 => new ControlSweep { Resume = new() },
                < 11 => new ControlSweep { Retry = new() { Where = dice == 9 ? "" : "index % 2 == 0" } },
                < 13 => new ControlSweep { Tune = new() { MaxParallel = dice - 10 } },
                < 15 => new ControlSweep { Extend = new() { Epochs = _epochs + 1, TrainsOn = "epochs > 0" } },
                < 17 when _trials < MostTrials => new ControlSweep { Extend = new() { Parameter = "index", Values = { new Value { Integer = _trials }, new Value { Integer = _trials + 1 } } } },
                _ => new ControlSweep { Pause = new() { Drain = true } },
            };
            var decision = ControlRules.Decide(_state, command, Now);
            foreach (var extended in decision.Events.Where(change => change.Extended is not null).Select(change => change.Extended))
            {
                (_trials, _epochs) = (extended.Trials, Math.Max(_epochs, extended.Epochs));
                if (extended.Epochs > 0)
                {
                    // The one command that takes results back: what they were trained to is no longer what is asked for.
                    _finished.Clear();
                    _stale.UnionWith(_given.Select(given => (given.Index, given.Attempt)));
                }
            }

            Apply(decision.Events);
        }

        /// <summary>A snapshot, its bytes, and back: nothing may be lost on the way.</summary>
        public void Restart()
        {
            var before = _state.Save();
            _state = SweepState.Load(SweepSnapshot.Parser.ParseFrom(before.ToByteArray()));
            Assert.Equal(Normal(before), Normal(_state.Save()));
        }

        public void Check()
        {
            var table = _state.Table;
            Assert.Equal(_trials, table.Count);
            Assert.Equal(_trials, Enum.GetValues<TrialPhase>().Sum(table.In));
            Assert.Equal(table.In(TrialPhase.Leased), _state.Leases.Count);
            Assert.Equal(
                _state.Leases.Select(pair => (pair.Value.Boot, pair.Key)).Order(),
                _state.Holders.SelectMany(boot => _state.HeldBy(boot).Select(index => (boot, index))).Order());
            for (var index = 0; index < _trials; index++)
            {
                Assert.Equal(table.Phase(index) == TrialPhase.Leased, _state.Leases.ContainsKey(index));
                Assert.Equal(_finished.ContainsKey(index), table.Phase(index) == TrialPhase.Done);
                if (_finished.TryGetValue(index, out var objective))
                {
                    Assert.Equal(objective, table.Objective(index));
                }
            }

            Assert.Equal(_finished.Count > 0 ? _finished.Values.Min() : double.NaN, _state.Best is { } best ? table.Objective(best) : double.NaN);
            // Whatever is pending can still be reached.
            Assert.Equal(table.In(TrialPhase.Pending), _state.Peek(int.MaxValue, long.MaxValue).Distinct().Count());
        }

        // Leases and reasons are sets.
        private static SweepSnapshot Normal(SweepSnapshot snapshot)
        {
            var normal = snapshot.Clone();
            normal.Leases.Clear();
            normal.Leases.AddRange(snapshot.Leases.OrderBy(lease => lease.Index[0]));
            normal.Reasons.Clear();
            normal.Reasons.AddRange(snapshot.Reasons.OrderBy(reason => reason.Index));
            normal.HandedBack.Clear();
            normal.HandedBack.AddRange(snapshot.HandedBack.Order());
            return normal;
        }

        private void Apply(IEnumerable<SweepEvent> events)
        {
            foreach (var change in events)
            {
                _state.Apply(change, Now);
            }
        }
    }
}
