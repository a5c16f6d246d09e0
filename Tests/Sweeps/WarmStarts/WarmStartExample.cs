using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps.WarmStarts;

/// <summary>Sweeps of the experiment 'everything' and what the coordinator would say of them.</summary>
internal static class WarmStartExample
{
    public static SweepSpec Spec(string rest, string name = "earlier")
    {
        var result = SweepFile.Parse($"name: {name}\nexperiment: everything\ndataset: mnist\n{rest}", Some.Catalogue());
        Assert.Empty(result.Faults);
        return result.Spec!;
    }

    /// <summary>A sweep that finished, with the given best trial.</summary>
    public static SweepView Finished(SweepSpec spec, int? best = 0, int failed = 0, long submitted = 0)
    {
        var total = (int)Grid.Of(spec).Count;
        return new()
        {
            Sweep = spec.SweepId,
            Name = spec.Name,
            Phase = failed > 0 ? SweepPhase.CompletedWithFailures : SweepPhase.Completed,
            Total = total,
            Finished = total - failed,
            Failed = failed,
            Objective = "val_accuracy",
            HasBest = best is not null,
            BestIndex = best ?? 0,
            SubmittedMs = submitted,
            TrackingUri = "http://127.0.0.1:5680/",
            OwnTracking = true,
            TrackingExperiment = "4",
            Spec = spec.ToJson(),
        };
    }

    public static WarmStartAnswer Resolve(SweepSpec spec, SweepView source, params (int Index, TrialPhase Phase)[] unfinished) =>
        WarmStartRules.Resolve(spec, Grid.Of(spec), source, unfinished.ToDictionary(pair => pair.Index, pair => pair.Phase));

    /// <summary>The sweep as it is submitted.</summary>
    public static SweepSpec Resolved(SweepSpec spec, SweepView source)
    {
        var answer = Resolve(spec, source);
        Assert.Equal("", answer.Problem);
        return spec with { StartFrom = spec.StartFrom! with { Source = answer.Source } };
    }
}
