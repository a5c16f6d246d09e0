using Experiments.Corruptions;
using Experiments.Data;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>A batch in the shape that networks take: (images, channels, height, width) in [0, 1], channels last in memory.</summary>
/// <param name="Input">What the network sees.</param>
/// <param name="Clean">What it should give back.</param>
public sealed record Batch(Tensor Input, Tensor Clean);

/// <summary>Clean and corrupted batches of a trial's data set. The images stay bytes on the device; a batch is converted when it is wanted.</summary>
public sealed class TrainingImages : IDisposable
{
    // Corrupting once goes through the images in pieces of this size, whatever the batches' size is.
    private const int Piece = 256;

    private const int MostShown = 10;

    private readonly ImageDataset _dataset;
    private readonly Corruption _corruption;
    private readonly Draws _draws;
    private readonly Tensor? _corruptedOnce;

    public TrainingImages(ImageDataset dataset, TrainingSettings settings, Draws draws)
    {
        _dataset = dataset;
        _corruption = settings.Corruption;
        _draws = draws;
        _corruptedOnce = settings.CorruptOnce && !_corruption.IsNone ? CorruptAll() : null;
    }

    /// <summary>Whether the network sees anything else than what it should give back.</summary>
    public bool AreCorrupted => !_corruption.IsNone;

    public long Count => _dataset.Train.shape[0];

    public long ValidationCount => _dataset.Validation.shape[0];

    /// <param name="chosen">Which training images.</param>
    public Batch Training(Tensor chosen, int epoch, int batch)
    {
        var clean = Pixels(_dataset.Train.index_select(0, chosen));
        if (_corruptedOnce is { } corrupted)
        {
            return InShape(corrupted.index_select(0, chosen), clean);
        }

        using var generator = _draws.For(Draw.TrainingCorruption, epoch, batch);
        return InShape(_corruption.Apply(clean, generator), clean);
    }

    /// <summary>A batch of validation images, corrupted alike whenever it is asked for.</summary>
    public Batch Validation(int batch, int size)
    {
        using var generator = _draws.For(Draw.ValidationCorruption, 0, batch);
        var first = (long)batch * size;
        var clean = Pixels(_dataset.Validation.narrow(0, first, Math.Min(size, ValidationCount - first)));
        return InShape(_corruption.Apply(clean, generator), clean);
    }

    /// <summary>A few validation images for pictures, chosen and corrupted alike in every trial: the first of each class, or some from all over the set.</summary>
    public Batch Shown()
    {
        using var generator = Draws.Shared(Draw.ShownCorruption);
        var clean = Pixels(_dataset.Validation.index_select(0, tensor(Choice(), device: _dataset.Validation.device)));
        return InShape(_corruption.Apply(clean, generator), clean);
    }

    /// <summary>Classes of the first so many validation images; null where the data set has none.</summary>
    public int[]? Labels(long count)
    {
        using var labels = _dataset.ValidationLabels?.narrow(0, 0, count).cpu();
        return labels?.data<long>().Select(label => (int)label).ToArray();
    }

    public void Dispose() => _corruptedOnce?.Dispose();

    private long[] Choice() => Labels(ValidationCount) is { } labels
        ? [.. labels.Select((label, index) => (label, index: (long)index)).DistinctBy(image => image.label).OrderBy(image => image.label).Take(MostShown).Select(image => image.index)]
        : [.. Enumerable.Range(0, (int)Math.Min(MostShown, ValidationCount)).Select(shown => shown * ValidationCount / Math.Min(MostShown, ValidationCount))];

    private static Tensor Pixels(Tensor bytes) => bytes.to(ScalarType.Float32).div_(255);

    private static Batch InShape(Tensor input, Tensor clean)
    {
        var target = clean.permute(0, 3, 1, 2);
        return new(ReferenceEquals(input, clean) ? target : input.permute(0, 3, 1, 2), target);
    }

    private Tensor CorruptAll()
    {
        var all = empty(_dataset.Train.shape, ScalarType.Float32, _dataset.Train.device).DetachFromDisposeScope();
        for (var (first, piece) = (0L, 0); first < Count; first += Piece, piece++)
        {
            using var scope = NewDisposeScope();
            using var generator = _draws.For(Draw.TrainingCorruption, 0, piece);
            var count = Math.Min(Piece, Count - first);
            all.narrow(0, first, count).copy_(_corruption.Apply(Pixels(_dataset.Train.narrow(0, first, count)), generator));
        }

        return all;
    }
}
