namespace Shared.Datasets;

/// <summary>Somewhere that a data set can come from.</summary>
public interface IDatasetSource
{
    /// <summary>Where it looks, for people.</summary>
    string Describe(DatasetDefinition dataset);

    /// <summary>Puts every file, unpacked, into the empty folder; the caller checks them and throws the folder away after an exception.</summary>
    Task FetchAsync(DatasetDefinition dataset, string folder, IProgress<string>? progress, CancellationToken cancellation);
}
