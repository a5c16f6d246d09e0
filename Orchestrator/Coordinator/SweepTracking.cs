using Orchestrator.Sweeps;
using Shared.Mlflow;
using Shared.Security;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Records sweeps as parent runs in MLflow, the orchestrator's own server or another.</summary>
/// <param name="own">As whom it comes to its own server, which knows it without a user's help; null: as nobody.</param>
public sealed class SweepTracking(string ownUri, TimeProvider clock, OrchestratorAccess? own = null) : ISweepTracking, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MlflowClient> _clients = [];

    public async Task<TrackingOpened> OpenAsync(SweepSubmitted submitted, SweepSpec spec, long submittedMs)
    {
        var client = ClientFor(submitted.TrackingUri);
        var experiment = await client.EnsureExperimentAsync(spec.Tracking.Experiment);
        await client.SetExperimentTagAsync(experiment, MlflowTags.PrimaryMetric, MetricSections.NameOf(spec.Objective.Metric));
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

        await client.LogBatchAsync(summary.ParentRun, metrics, tags: summary.Spec.Tracking.Tags.ContainsKey(MlflowTags.Note) ? [] : [new(MlflowTags.Note, SweepNote.Of(summary))]);
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

    // The researcher's own come last, and win.
    private static IEnumerable<MlflowTag> Tags(SweepSubmitted submitted, SweepSpec spec)
    {
        var tags = RunTags.Origin(spec.Experiment).ToDictionary(tag => tag.Key, tag => tag.Value);
        tags[SweepTags.Sweep] = submitted.Sweep;
        tags[SweepTags.Kind] = SweepTags.KindSweep;
        tags[MlflowTags.Note] = SweepNote.Of(submitted.Sweep, spec);
        if (spec.StartFrom?.Source is { } source)
        {
            tags[SweepTags.StartSweep] = source.SweepId;
            tags[SweepTags.StartTrial] = source.Trial?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? spec.StartFrom.Trial ?? "";
        }

        foreach (var (name, value) in spec.Tracking.Tags)
        {
            tags[name] = value;
        }

        return tags.Select(tag => new MlflowTag(tag.Key, tag.Value));
    }

    // Impatient: the sweep tries again by itself, and says meanwhile what it waits for.
    internal MlflowClient ClientFor(string uri)
    {
        uri = uri.Length > 0 ? uri : ownUri;
        lock (_gate)
        {
            return _clients.TryGetValue(uri, out var known)
                ? known
                : _clients[uri] = new MlflowClient(uri == ownUri ? MlflowConnection.Own(uri, own) : MlflowConnection.Parse(uri), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(3) }, clock);
        }
    }
}
