using System.Diagnostics;
using System.Globalization;
using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Wire;

namespace Orchestrator.Bench;

/// <summary>
/// What a transition of a trial costs the sweep's state (a decision, the event copied in, and its share of a snapshot), from a sweep of 100 trials to one of 100,000. Journal and network are
/// not in it: <c>bench dispatch</c> has them.
/// </summary>
public static class TransitionBench
{
    private const int Slots = 4;
    private const int Rounds = 7;
    private const int Trials = 100_000;
    private const double Most = 1.3;

    /// <summary>A line a size, then the ratio of the largest to the smallest.</summary>
    /// <returns>Whether that is at most 1.3.</returns>
    public static bool Run(Catalogue catalogue, TextWriter output)
    {
        int[] sizes = [100, 1_000, 10_000, Trials];
        var nanoseconds = sizes.ToDictionary(size => size, _ => new List<double>());
        // In turns, so that a machine with other work slows down all of them; the first round compiles.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var size in sizes)
            {
                var cost = Cost(size, catalogue);
                if (round > 0)
                {
                    nanoseconds[size].Add(cost);
                }
            }
        }

        var medians = nanoseconds.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ElementAt(Rounds / 2));
        foreach (var (size, median) in medians)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size,7:N0} trials: {median:N0} ns a transition"));
        }

        var ratio = medians[Trials] / medians[sizes[0]];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a transition of a sweep of {Trials:N0} costs {ratio:N2} x that of a sweep of {sizes[0]} (at most {Most:N1})"));
        return ratio <= Most;
    }

    // As many trials at each size: of small sweeps there are more.
    private static double Cost(int size, Catalogue catalogue)
    {
        var sweeps = Enumerable.Range(0, Trials / size).Select(_ => Open(size, catalogue)).ToList();
        var (started, transitions, untilSnapshot) = (Stopwatch.GetTimestamp(), 0, sweeps[0].SnapshotEvery);
        foreach (var sweep in sweeps)
        {
            transitions += ToEnd(sweep, ref untilSnapshot);
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / transitions;
    }

    private static int ToEnd(SweepState sweep, ref int untilSnapshot)
    {
        var transitions = 0;
        IReadOnlyCollection<Quota> quotas = [new Quota("boot", "agent", "path", Slots)];
        while (!sweep.Complete)
        {
            List<SweepEvent> changes = [.. SweepRules.Assign(sweep, quotas, nowMs: 2)];
            changes.AddRange(changes.SelectMany(change => change.Assigned.Index).ToList()
                .Select(index => new SweepEvent { Finished = new TrialFinished { Index = index, Attempt = 1, Objective = index, HasObjective = true, Seconds = 1 } }));
            foreach (var change in changes)
            {
                sweep.Apply(change, atMs: 2);
                transitions += change.Assigned?.Index.Count ?? 1;
                if (--untilSnapshot == 0)
                {
                    _ = sweep.Save();
                    untilSnapshot = sweep.SnapshotEvery;
                }
            }
        }

        return transitions;
    }

    private static SweepState Open(int trials, Catalogue catalogue)
    {
        var parsed = SweepFile.Parse(
            $$"""
            name: transitions
            experiment: noop
            parameters: { index: { from: 0, to: {{trials - 1}}, step: 1 } }
            """,
            catalogue);
        var state = new SweepState();
        state.Apply(new SweepEvent { Submitted = new SweepSubmitted { Sweep = "transitions", Spec = parsed.Spec!.ToJson(), Trials = trials } }, 1);
        state.Apply(new SweepEvent { Tracking = new TrackingOpened { Experiment = "1", ParentRun = "1" } }, 1);
        return state;
    }
}
