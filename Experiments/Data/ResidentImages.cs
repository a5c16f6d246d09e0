using static TorchSharp.torch;

namespace Experiments.Data;

/// <summary>
/// Data sets as tensors of bytes, loaded once for the life of a trainer process: a training set of MNIST is 47 MB as bytes and 188 MB as floats,
/// and converting a batch costs nothing beside its convolution. For the training thread only.
/// </summary>
public sealed class ResidentImages : IDisposable
{
    // A span ends at 2 GB; a folder of photographs may not.
    private const int MostBytesAtOnce = 1 << 30;

    private readonly Dictionary<string, (DateTime Written, Tensor Images)> _loaded = [];

    /// <summary>All images of an IDX file, uint8 in the file's own shape, or all its labels. It stays the process's: take views of it, never dispose it.</summary>
    /// <exception cref="TrainingFailedException">The file is missing or broken.</exception>
    public Tensor Load(string path)
    {
        var written = File.GetLastWriteTimeUtc(path);
        if (_loaded.TryGetValue(path, out var loaded))
        {
            if (loaded.Written == written)
            {
                return loaded.Images;
            }

            loaded.Images.Dispose();
            _loaded.Remove(path);
        }

        using var file = IdxFile.Open(path);
        var images = empty([.. file.Shape.Select(size => (long)size)], ScalarType.Byte).DetachFromDisposeScope();
        Copy(file, images);
        _loaded[path] = (written, images);
        return images;
    }

    private static void Copy(IdxFile file, Tensor images)
    {
        var imageBytes = images.numel() / images.shape[0];
        var atOnce = Math.Max(1, MostBytesAtOnce / imageBytes);
        for (long first = 0; first < images.shape[0]; first += atOnce)
        {
            using var part = images.narrow(0, first, Math.Min(atOnce, images.shape[0] - first));
            file.CopyTo(part.bytes, first * imageBytes);
        }
    }

    public void Dispose()
    {
        foreach (var (_, images) in _loaded.Values)
        {
            images.Dispose();
        }
    }
}
