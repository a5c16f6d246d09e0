using Shared.Mlflow;

namespace Orchestrator.Tracking.Copying;

/// <summary>Copies experiments from one MLflow server to another, whichever they are, over their APIs.</summary>
internal sealed class TrackingCopy(MlflowClient source, MlflowClient target, TimeProvider clock, Action<string> say)
{
    /// <param name="names">The experiments; empty: all that are not deleted.</param>
    /// <returns>How many were copied.</returns>
    /// <exception cref="RefusalException">The source lacks one of them.</exception>
    public async Task<int> CopyAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        await target.CheckAsync(cancellation);
        var experiments = await ChosenAsync(names, cancellation);
        foreach (var experiment in experiments)
        {
            await new ExperimentCopy(source, target, clock, say).CopyAsync(experiment, cancellation);
        }

        return experiments.Count;
    }

    private async Task<List<MlflowExperiment>> ChosenAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        List<MlflowExperiment> known = [];
        await foreach (var experiment in source.SearchAllExperimentsAsync(cancellation))
        {
            known.Add(experiment);
        }

        return names.FirstOrDefault(name => known.All(experiment => experiment.Name != name)) is { } missing
            ? throw new RefusalException($"{source.Connection} has no experiment '{missing}'; it has: {string.Join(", ", known.Take(20).Select(experiment => experiment.Name))}")
            : known.FindAll(experiment => names.Count == 0 || names.Contains(experiment.Name));
    }
}
