using System.Text;
using Orchestrator.Dashboard.Tracked;
using Orchestrator.Tracking.Artifacts;
using Orchestrator.Tracking.Routes;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Dashboard.Trials;

/// <summary>Reads logs of attempts that are over: their nodes have stored them with the trials' runs.</summary>
internal sealed class RunLogs(TrackingStore store, IArtifactStore artifacts)
{
    // As much as a node answers at once, and a bound on what is read in any case.
    private const int MostAtOnce = 32_000;
    private const int LargestFile = 4 << 20;

    /// <param name="run">Null where there is none: then there is no log.</param>
    public async Task<TrialLogDto> ReadAsync(TrialRun? run, int attempt, long after)
    {
        var (text, toCome) = run is null || attempt == 0 ? ("", false) : await TextAsync(run.Run, attempt);
        if (after >= text.Length)
        {
            return new TrialLogDto("", after, toCome, attempt);
        }

        var part = text.Substring((int)after, Math.Min(MostAtOnce, text.Length - (int)after));
        return new TrialLogDto(part, after + part.Length, Live: false, attempt);
    }

    // An attempt that has just ended has its run's status changed only after its log was stored.
    private async Task<(string Text, bool ToCome)> TextAsync(string run, int attempt)
    {
        var (uri, status) = store.Read(session => session.First("SELECT artifact_uri, status FROM runs WHERE run_uuid = ?1", static row => (row.Text(0), row.Text(1)), run));
        await using var file = uri is null ? null : (await artifacts.OpenAsync(ArtifactAnswers.RootOf(uri, run).At(TrialArtifacts.LogOf(attempt))))?.Content;
        return file is null ? ("", status == "RUNNING") : (await TextAsync(file), false);
    }

    private static async Task<string> TextAsync(Stream file)
    {
        var bytes = new byte[(int)Math.Min(LargestFile, file.Length)];
        return Encoding.UTF8.GetString(bytes, 0, await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
