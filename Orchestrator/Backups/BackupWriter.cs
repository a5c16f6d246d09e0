using System.Text.Json;
using Orchestrator.Checkpoints;
using Orchestrator.Tracking.Artifacts;
using Shared.Checkpoints;
using Shared.Hosting;

namespace Orchestrator.Backups;

/// <summary>
/// Takes all that an orchestrator keeps into one file, while it serves. The parts are of different moments, so their order decides: what refers is taken before what it refers to, since a thing is stored
/// before anything names it. The answers name finished trials of the journal, the journal names runs of the tracking store, runs name artifacts. What came in between is in the later part and
/// unknown to the earlier one: a trial that finished meanwhile is trained once more after a restore, into the same run.
/// </summary>
internal static class BackupWriter
{
    private const int Tries = 10;

    // A restored orchestrator must not join the old one's nodes (members), nor hold its lock.
    private static readonly string[] SmallFiles = ["checkpoint-sizes.json"];

    /// <exception cref="RefusalException">There is nothing to back up, or the file can't be written; one line says which and what to do.</exception>
    public static async Task<BackupManifest> WriteAsync(OrchestratorOptions options, string file, TimeProvider clock, CancellationToken cancellation)
    {
        if (!File.Exists(options.JournalPath) && !File.Exists(options.TrackingDatabase))
        {
            throw new RefusalException($"{options.DataFolder} holds no journal and no tracking database, so there is nothing to back up; name an orchestrator's folder with --data");
        }

        if (File.Exists(file))
        {
            throw new RefusalException($"{file} is there already; name a new file with --to");
        }

        var at = clock.GetUtcNow();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            await using var archive = new BackupArchive(file);
            foreach (var database in Databases(options).Where(File.Exists))
            {
                await AddDatabaseAsync(archive, database, file, cancellation);
            }

            await AddCheckpointsAsync(archive, options, cancellation);
            await AddArtifactsAsync(archive, options, cancellation);
            foreach (var small in SmallFiles.Select(name => Path.Combine(options.DataFolder, name)))
            {
                await AddIfThereAsync(archive, options, small, cancellation);
            }

            return await archive.CompleteAsync(BuildVersion.Text, at, options.Journal is not null, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new RefusalException($"no backup was made: {fault.Message.TrimEnd('.')} (see --data and --to)", fault);
        }
    }

    /// <summary>In the order in which they are taken.</summary>
    internal static IEnumerable<string> Databases(OrchestratorOptions options) => [Path.Combine(options.DataFolder, "answers.db"), options.JournalPath, options.TrackingDatabase];

    private static async Task AddDatabaseAsync(BackupArchive archive, string database, string beside, CancellationToken cancellation)
    {
        var copy = $"{beside}.{Path.GetFileName(database)}";
        try
        {
            await Task.Run(() => DatabaseCopy.Take(database, copy), cancellation);
            await using var content = File.OpenRead(copy);
            await archive.AddAsync(Path.GetFileName(database), content, cancellation);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    // A newer checkpoint takes the place of an older one at any moment. What is open stays readable, so each manifest is taken with its contents open.
    private static async Task AddCheckpointsAsync(BackupArchive archive, OrchestratorOptions options, CancellationToken cancellation)
    {
        var folder = Path.Combine(options.ArtifactFolder, CheckpointStore.Root, "trials");
        var taken = new HashSet<string>();
        foreach (var manifest in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            var open = Enumerable.Range(0, Tries).Select(_ => OpenWhole(manifest, options)).FirstOrDefault(files => files is not null) ?? [];
            try
            {
                foreach (var content in open)
                {
                    var path = Below(options, content.Name);
                    if (taken.Add(path))
                    {
                        await archive.AddAsync(path, content, cancellation);
                    }
                }
            }
            finally
            {
                open.ForEach(content => content.Dispose());
            }
        }
    }

    // Contents first, as they were stored; empty where the trial is over meanwhile, null where its contents changed between two looks.
    private static List<FileStream>? OpenWhole(string manifest, OrchestratorOptions options)
    {
        List<FileStream> open = [];
        try
        {
            var own = new FileStream(manifest, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            open.Add(own);
            var trial = JsonSerializer.Deserialize(own, CheckpointJson.Default.TrialCheckpoints);
            own.Position = 0;
            var blobs = Path.Combine(options.ArtifactFolder, CheckpointStore.Root, "blobs");
            foreach (var hash in trial!.Kept.Select(one => one.Hash).Distinct())
            {
                open.Insert(0, new FileStream(Path.Combine(blobs, hash[..2], hash), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            }

            return open;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            open.ForEach(content => content.Dispose());
            return open.Count == 0 ? [] : null;
        }
    }

    private static async Task AddArtifactsAsync(BackupArchive archive, OrchestratorOptions options, CancellationToken cancellation)
    {
        var (incoming, checkpoints) = (Path.Combine(options.ArtifactFolder, FolderArtifactStore.Incoming), Path.Combine(options.ArtifactFolder, CheckpointStore.Root));
        var folders = Directory.Exists(options.ArtifactFolder) ? Directory.EnumerateDirectories(options.ArtifactFolder).Where(folder => folder != incoming && folder != checkpoints) : [];
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
        {
            await AddIfThereAsync(archive, options, file, cancellation);
        }
    }

    private static async Task AddIfThereAsync(BackupArchive archive, OrchestratorOptions options, string file, CancellationToken cancellation)
    {
        FileStream content;
        try
        {
            content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }

        await using (content)
        {
            await archive.AddAsync(Below(options, file), content, cancellation);
        }
    }

    private static string Below(OrchestratorOptions options, string file) => Path.GetRelativePath(options.DataFolder, file).Replace(Path.DirectorySeparatorChar, '/');
}
