using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using GpuNode.Trainers;
using Serilog;
using Shared.Trials;

namespace GpuNode.Checkpoints;

/// <summary>
/// Removes work folders that nobody needs any more: of trials that ended, or went on elsewhere, while this agent did not look. It asks the orchestrator about each, and does nothing while
/// another agent uses the same folder, whose trials it can't see.
/// </summary>
public sealed class Janitor(string work, TrialHost trials, CheckpointClient checkpoints, TimeProvider clock) : IDisposable
{
    private const string Agents = ".agents";
    private const string Trash = ".trash";

    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private readonly string _mark = Path.Combine(work, Agents, Guid.NewGuid().ToString("N"));
    private FileStream? _here;

    /// <summary>Looks now and again until the stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_mark)!);
        _here = new FileStream(_mark, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        for (var pause = FirstAfter; !stop.IsCancellationRequested; pause = Every)
        {
            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested && trials.Orchestrator is { Length: > 0 } server)
            {
                await CleanAsync(server, stop);
            }
        }
    }

    public void Dispose() => _here?.Dispose();

    /// <summary>One pass over all folders.</summary>
    public async Task CleanAsync(string server, CancellationToken stop)
    {
        try
        {
            foreach (var (sweep, index, folder) in Folders().ToList())
            {
                if (!trials.Holds(sweep, index) && FolderRules.MayGo(await FactsAsync(server, sweep, index, folder, stop)) && Alone())
                {
                    Remove(sweep, index, folder);
                }
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UnauthorizedAccessException or JsonException or OperationCanceledException)
        {
            Log.Debug(fault, "Work folders are looked at again later");
        }
    }

    private IEnumerable<(string Sweep, int Index, string Folder)> Folders() =>
        from sweep in Directory.EnumerateDirectories(work)
        where Path.GetFileName(sweep)[0] != '.'
        from trial in Directory.EnumerateDirectories(sweep)
        let index = int.TryParse(Path.GetFileName(trial), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1
        where index >= 0
        select (Path.GetFileName(sweep), index, trial);

    private async Task<FolderFacts> FactsAsync(string server, string sweep, int index, string folder, CancellationToken stop)
    {
        var touched = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max();
        var untouched = clock.GetUtcNow() - touched;
        if (await checkpoints.TrialAsync(server, sweep, index, stop) is not { } trial)
        {
            return new FolderFacts(null, null, [], untouched);
        }

        var own = CheckpointHeader.TryRead(Path.Combine(folder, CheckpointHeader.FileName)) is { } header && header.Key == trial.Key ? header : (CheckpointHeader?)null;
        return new FolderFacts(trial.State, own, own is null ? [] : (await checkpoints.ManifestAsync(server, trial.Key, stop)).Kept, untouched);
    }

    // Every agent holds its mark; one that can be opened belongs to nobody any more.
    private bool Alone()
    {
        foreach (var mark in Directory.EnumerateFiles(Path.Combine(work, Agents)).Where(mark => mark != _mark))
        {
            try
            {
                using (new FileStream(mark, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    File.Delete(mark);
                }
            }
            catch (IOException)
            {
                return false;
            }
        }

        return true;
    }

    // Moved first, and under the host's gate: a trial that begins at this moment finds an empty place, not half a folder.
    private void Remove(string sweep, int index, string folder)
    {
        var aside = Path.Combine(work, Trash, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        if (trials.UnlessHeld(sweep, index, () => Directory.Move(folder, aside)))
        {
            Directory.Delete(aside, recursive: true);
            Log.Information("Removed the work folder of {Sweep}/{Trial}: nobody needs it any more", sweep, index);
        }

        if (!Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(folder)!).Any())
        {
            Directory.Delete(Path.GetDirectoryName(folder)!);
        }
    }
}

/// <summary>What an agent reads of the API's trial.</summary>
/// <param name="State">pending, running, finished or failed.</param>
public sealed record TrialState(string State, string Key);

internal sealed record TrialStates(IReadOnlyList<TrialState> Trials);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TrialStates))]
internal sealed partial class JanitorJson : JsonSerializerContext;
