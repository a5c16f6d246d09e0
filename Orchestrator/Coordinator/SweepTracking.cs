using Orchestrator.Sweeps;
using Shared.Mlflow;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Records sweeps as parent runs in MLflow, the orchestrator's own server or another.</summary>
public sealed class SweepTracking(string ownUri, TimeProvider clock) : ISweepTracking, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MlflowClient> _clients = [];

    public async Task<TrackingOpened> OpenAsync(SweepSubmitted submitted, SweepSpec spec, long submittedMs)
    {
        var client = ClientFor(submitted.TrackingUri);
        var experiment = await client.EnsureExperimentAsync(spec.Tracking.Experiment);
        var page = await client.SearchRunsAsync([experiment], $"tags.`{SweepTags.Sweep}` = '{submitted.Sweep}' and tags.`{SweepTags.Kind}` = '{SweepTags.KindSweep}'", maxResults: 1);
        var run = page.Runs is [var known, ..]
            ? known
            : await client.CreateRunAsync(experiment, DateTimeOffset.FromUnixTimeMilliseconds(submittedMs), submitted.Sweep, [.. Tags(submitted, spec)]);
        return new TrackingOpened { Experiment = experiment, ParentRun = run.Info.RunId };
    }

    public async Task CloseAsync(SweepSummary summary)
    {
        var client = ClientFor(summary.TrackingUri);
        var metrics = new List<MetricPoint> { new("trials_finished", summary.Finished, summary.EndedMs, 0), new("trials_failed", summary.Failed, summary.EndedMs, 0) };
        if (summary.Best is { } best)
        {
            metrics.Add(new MetricPoint($"best_{summary.Objective}", summary.BestValue, summary.EndedMs, 0));
            metrics.Add(new MetricPoint("best_trial", best, summary.EndedMs, 0));
        }

        await client.LogBatchAsync(summary.ParentRun, metrics);
        await client.UpdateRunAsync(summary.ParentRun, Enum.Parse<RunStatus>(summary.Status, ignoreCase: true), DateTimeOffset.FromUnixTimeMilliseconds(summary.EndedMs));
    }

    public Task ReopenAsync(SweepSummary summary) => ClientFor(summary.TrackingUri).UpdateRunAsync(summary.ParentRun, RunStatus.Running);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }

            _clients.Clear();
        }
    }

    private static IEnumerable<MlflowTag> Tags(SweepSubmitted submitted, SweepSpec spec)
    {
        yield return new("mlflow.user", Environment.UserName);
        yield return new("mlflow.source.type", "JOB");
        yield return new("mlflow.source.name", spec.Experiment);
        yield return new(SweepTags.Sweep, submitted.Sweep);
        yield return new(SweepTags.Kind, SweepTags.KindSweep);
        if (spec.StartFrom?.Source is { } source)
        {
            yield return new(SweepTags.StartSweep, source.SweepId);
            yield return new(SweepTags.StartTrial, source.Trial?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? spec.StartFrom.Trial);
        }

        if (spec.Description.Length > 0)
        {
            yield return new("mlflow.note.content", spec.Description);
        }

        foreach (var (name, value) in spec.Tracking.Tags)
        {
            yield return new(name, value);
        }
    }

    // Impatient: the sweep tries again by itself, and says meanwhile what it waits for.
    internal MlflowClient ClientFor(string uri)
    {
        uri = uri.Length > 0 ? uri : ownUri;
        lock (_gate)
        {
            return _clients.TryGetValue(uri, out var known)
                ? known
                : _clients[uri] = new MlflowClient(MlflowConnection.Parse(uri), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(3) }, clock);
        }
    }
}
