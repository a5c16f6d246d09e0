using Orchestrator.Coordinator;
using Shared.Wire;
using Xunit;

namespace Tests.Coordinator;

/// <summary>Sweeps that share slots for simulated hours: what they got in slot-seconds is measured against their weights.</summary>
public sealed class ShareLedgerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Two_sweeps_of_weights_1_and_2_get_slots_as_1_to_2_whatever_their_trials_last(int slots)
    {
        // From trials far shorter than a turn to trials far longer; the second sweep's are always longer than the first's.
        foreach (var seconds in new[] { 0.3, 7, 90 })
        {
            var farm = new Farm(slots) { StepMs = seconds > 60 ? 500 : 50 };
            farm.Add("one", weight: 1, seconds);
            farm.Add("two", weight: 2, seconds * 1.7);

            farm.Run(hours: seconds > 60 ? 6 : 0.25);

            Assert.InRange(farm.Used("two") / farm.Used("one"), 1.8, 2.2);
            // Time is lost only where a slot changes hands.
            Assert.InRange((farm.Used("one") + farm.Used("two")) / farm.Possible, 0.9, 1);
        }
    }

    [Fact]
    public void Equal_sweeps_take_turns_on_one_slot_and_nobody_waits_for_more_than_two_trials_of_the_other()
    {
        var farm = new Farm(slots: 1) { Spread = 0 };
        farm.Add("one", weight: 1, seconds: 60);
        farm.Add("two", weight: 1, seconds: 60);

        farm.Run(hours: 1);

        // Where both have had the same, the one that holds the slot goes on.
        Assert.All(farm.Order.Zip(farm.Order.Skip(1), farm.Order.Skip(2)), three => Assert.False(three.First == three.Second && three.Second == three.Third));
        Assert.InRange(farm.Order.Count(name => name == "one") - farm.Order.Count(name => name == "two"), -2, 2);
    }

    [Fact]
    public void A_higher_priority_goes_first_and_the_lower_one_gets_what_is_left()
    {
        var farm = new Farm(slots: 3);
        farm.Add("low", weight: 9, seconds: 5);
        farm.Add("high", weight: 1, seconds: 5, priority: 1, maxParallel: 2);

        farm.Run(hours: 1);

        Assert.InRange(farm.Used("high") / farm.Used("low"), 1.9, 2.1);
    }

    [Fact]
    public void A_sweep_that_comes_late_is_owed_nothing_from_before_and_waits_for_nobodys_old_debts()
    {
        var farm = new Farm(slots: 1);
        farm.Add("old", weight: 1, seconds: 10);
        farm.Add("brief", weight: 1, seconds: 10);
        farm.Run(hours: 1);
        farm.Remove("brief");
        farm.Run(hours: 1);
        var before = farm.Used("old");

        farm.Add("new", weight: 1, seconds: 10);
        farm.Run(hours: 0.1);

        Assert.InRange((farm.Used("old") - before) / farm.Used("new"), 0.8, 1.25);
    }

    [Fact]
    public void A_cap_wins_over_a_weight_and_what_is_left_goes_to_the_others()
    {
        var farm = new Farm(slots: 4);
        farm.Add("capped", weight: 9, seconds: 2, maxParallel: 1);
        farm.Add("open", weight: 1, seconds: 2);

        farm.Run(hours: 1);

        Assert.InRange(farm.Used("open") / farm.Used("capped"), 2.8, 3.1);
    }

    [Fact]
    public void A_sweep_bound_to_a_rare_device_gets_that_device_and_collects_no_claim_on_others()
    {
        var ideal = FairShare.Ideal(
            [new NodeCapacity("a", ["cpu", "cpu", "cpu", "cuda:0"], new Dictionary<string, string> { ["noop"] = "1" })],
            [Demand("bound", device: "cuda"), Demand("free", device: "any")]);

        Assert.Equal(1, ideal["bound"], 2);
        Assert.Equal(3, ideal["free"], 2);
    }

    private static SweepDemand Demand(string sweep, string device) => new() { Sweep = sweep, Ready = 100, Device = device, Experiment = "noop", Version = "1" };

    /// <summary>One node, sweeps that fill their quotas at once, and a dispatcher that hears of a change a twentieth of a second later, as the real one does.</summary>
    private sealed class Farm(int slots)
    {
        private readonly ShareLedger _ledger = new();
        private readonly List<Rival> _rivals = [];
        private readonly Random _dice = new(7);
        private Dictionary<(string Sweep, string Boot), int> _quotas = [];
        private string _toldHeld = "";
        private long _now;

        public List<string> Order { get; } = [];

        /// <summary>How fine time is simulated; a divisor of a second.</summary>
        public long StepMs { get; init; } = 50;

        /// <summary>By which part trials last longer or shorter than said.</summary>
        public double Spread { get; init; } = 0.5;

        public double Possible => slots * _now / 1_000.0;

        public void Add(string name, double weight, double seconds, int priority = 0, int maxParallel = 0) => _rivals.Add(new(name, weight, seconds, priority, maxParallel));

        public void Remove(string name) => _rivals.RemoveAll(rival => rival.Name == name);

        public double Used(string name) => _rivals.Single(rival => rival.Name == name).UsedSeconds;

        public void Run(double hours)
        {
            for (var end = _now + (long)(hours * 3_600_000); _now < end; _now += StepMs)
            {
                Divide();
                foreach (var rival in _rivals)
                {
                    Work(rival);
                }

                Assert.True(_rivals.Sum(rival => rival.Ends.Count) <= slots);
            }
        }

        // At every change of what somebody holds, and every second.
        private void Divide()
        {
            var held = string.Join(' ', _rivals.Select(rival => rival.Ends.Count));
            if (held != _toldHeld || _now % 1_000 == 0)
            {
                _toldHeld = held;
                _quotas = _ledger.Allocate([new NodeCapacity("a", [.. Enumerable.Repeat("cpu", slots)], new Dictionary<string, string> { ["noop"] = "1" })], [.. _rivals.Select(Told)], _now);
            }
        }

        private static SweepDemand Told(Rival rival) => new()
        {
            Sweep = rival.Name,
            Ready = 1_000,
            Device = "any",
            Experiment = "noop",
            Version = "1",
            Weight = rival.Weight,
            Priority = rival.Priority,
            MaxParallel = rival.MaxParallel,
            Held = { new Held { Boot = "a", Leases = rival.Ends.Count } },
        };

        // A trial that ends makes room for the sweep's next one at once, as far as the quota goes that it was told last.
        private void Work(Rival rival)
        {
            rival.UsedSeconds += rival.Ends.Count * StepMs / 1_000.0;
            rival.Ends.RemoveAll(end => end <= _now);
            while (rival.Ends.Count < _quotas.GetValueOrDefault((rival.Name, "a")))
            {
                rival.Ends.Add(_now + (long)(rival.Seconds * 1_000 * (1 - Spread + (2 * Spread * _dice.NextDouble()))));
                Order.Add(rival.Name);
            }
        }
    }

    private sealed record Rival(string Name, double Weight, double Seconds, int Priority, int MaxParallel)
    {
        public List<long> Ends { get; } = [];

        public double UsedSeconds { get; set; }
    }
}
