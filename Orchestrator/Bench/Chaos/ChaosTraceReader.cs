using System.Security.Cryptography;
using System.Text;
using Orchestrator.Api;
using Shared.Mlflow;

namespace Orchestrator.Bench.Chaos;

/// <summary>Reads what a round left behind: through the API that people use, and from the tracking server itself.</summary>
/// <param name="again">Rows may stand there again, with another time: trials without a checkpoint measure them again. Values must be the same all the same.</param>
internal sealed class ChaosTraceReader(ChaosCluster cluster, bool again, CancellationToken cancellation)
{
    // They differ from run to run by nature.
    private static readonly string[] TimeMetrics = [MetricSections.NameOf("seconds"), MetricSections.NameOf("images_per_second")];

    public async Task<ChaosTrace> ReadAsync(IEnumerable<string> ids)
    {
        var sweeps = await Task.WhenAll(ids.Select(id => cluster.Client.SweepAsync(id, cancellation)));
        var runs = await RunsAsync(sweeps.Select(sweep => sweep.Tracking.ExperimentId!).Distinct());
        var ofTrials = runs.ToLookup(run => (Tag(run, SweepTags.Sweep), Tag(run, SweepTags.Trial)));
        List<TrialTrace> trials = [];
        foreach (var sweep in sweeps)
        {
            await foreach (var trial in cluster.Client.AllTrialsAsync(sweep.Id, cancellation))
            {
                var traces = new List<RunTrace>();
                foreach (var run in ofTrials[(sweep.Id, $"{trial.Index}")])
                {
                    traces.Add(await TraceAsync(run));
                }

                trials.Add(new TrialTrace(sweep.Name, trial.Index, trial.Key, trial.State, trial.Attempt, trial.Value, trial.Reason, traces));
            }
        }

        return new ChaosTrace(trials, [.. runs.Where(IsOpen).Select(Words), .. Strangers(sweeps, runs)]);
    }

    // A sweep has one parent run, and every other run is a child of it.
    private static IEnumerable<string> Strangers(IReadOnlyList<SweepDto> sweeps, IEnumerable<MlflowRun> runs) => runs
        .Where(run => !sweeps.Any(sweep => sweep.Tracking.ParentRunId == run.Info.RunId || sweep.Tracking.ParentRunId == Tag(run, SweepTags.Parent)))
        .Select(run => $"belongs to no sweep: {Words(run)}");

    private static bool IsOpen(MlflowRun run) => run.Info.Status is RunStatus.Running or RunStatus.Scheduled;

    private static string Words(MlflowRun run) => $"run {run.Info.RunId} of {Tag(run, SweepTags.Sweep)}, trial {Tag(run, SweepTags.Trial) ?? "(the sweep itself)"}, is {run.Info.Status}";

    private static string? Tag(MlflowRun run, string name) => run.Data!.Tags?.FirstOrDefault(tag => tag.Key == name).Value;

    private async Task<List<MlflowRun>> RunsAsync(IEnumerable<string> experiments)
    {
        List<MlflowRun> runs = [];
        await foreach (var run in cluster.Tracking.SearchAllRunsAsync([.. experiments], cancellation: cancellation))
        {
            runs.Add(run);
        }

        return runs;
    }

    private async Task<RunTrace> TraceAsync(MlflowRun run)
    {
        var metrics = new SortedDictionary<string, IReadOnlyList<MetricValue>>(StringComparer.Ordinal);
        foreach (var metric in (run.Data!.Metrics ?? []).Where(metric => !metric.Key.StartsWith(MetricSections.System, StringComparison.Ordinal)))
        {
            // Of those that measure time, too: a row is all of its metrics.
            var history = await cluster.Tracking.GetMetricHistoryAsync(run.Info.RunId, metric.Key, cancellation);
            var points = history.Select(point => new MetricValue(point.Step, TimeMetrics.Contains(metric.Key) ? 0 : point.Value));
            metrics[metric.Key] = [.. again ? points.Distinct() : points];
        }

        var weights = await FileAsync(run, TrialArtifacts.Weights);
        var chain = Encoding.ASCII.GetString(await FileAsync(run, TrialArtifacts.Chain));
        return new RunTrace(
            run.Info.RunId,
            run.Info.Status.ToString(),
            metrics,
            weights.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(weights)),
            chain.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : "",
            [.. (await FilesAsync(run.Info.RunId, null)).Where(file => !file.StartsWith(TrialArtifacts.Logs, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]);
    }

    private async Task<List<string>> FilesAsync(string run, string? folder)
    {
        List<string> files = [];
        foreach (var entry in await cluster.Tracking.ListArtifactsAsync(run, folder, cancellation))
        {
            files.AddRange(entry.IsDir ? await FilesAsync(run, entry.Path) : [entry.Path]);
        }

        return files;
    }

    private async Task<byte[]> FileAsync(MlflowRun run, string path)
    {
        try
        {
            using var content = new MemoryStream();
            await cluster.Tracking.DownloadArtifactAsync(run.Info.ArtifactUri!, path, content, cancellation: cancellation);
            return content.ToArray();
        }
        catch (MlflowException missing) when (missing.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return [];
        }
    }
}
