using System.Globalization;
using Experiments.Models;
using Experiments.Pictures;
using Shared.Wire;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>What a model sees, as pictures with the same names and the same images in every trial, so that trials can be laid side by side.</summary>
/// <param name="title">What was trained, in a line.</param>
public sealed class TrialPictures(TrainingContext context, AutoencoderModel model, TrainingImages images, string title)
{
    private const string Reconstruction = "pictures/reconstruction.png";

    private const int ManifoldSide = 30;
    private const double ManifoldExtent = 4;
    private const int MostScattered = 10_000;
    private const int SampleCount = 10;
    private const double SampleExtent = 4.5;
    private const int InterpolationSteps = 9;

    /// <summary>The reconstruction after epochs 1, 2, 5, 10, 20, 50, 100, ...: how it came about.</summary>
    public void Epoch(int epoch)
    {
        if (epoch.ToString(CultureInfo.InvariantCulture).TrimEnd('0') is "1" or "2" or "5")
        {
            var name = SteppedImage.PathOf("reconstruction", epoch, context.Key);
            Write(name + SteppedImage.Full, () => Reconstructions($"{title}, epoch {epoch}"));
            Write(name + SteppedImage.Compressed, () => SteppedImage.Thumbnail(context.ReadFile(name + SteppedImage.Full)));
        }
    }

    /// <summary>All pictures of the trained model.</summary>
    public void Final(IReadOnlyList<MetricRow> rows)
    {
        Write(Reconstruction, () => Reconstructions(title));
        Write("pictures/loss.png", () => LossCurve.Png(rows, title, model.LossName));
        if (model is ILatentSpace space)
        {
            Write("pictures/interpolation.png", () => Interpolations(space));
            if (space.IsGenerative)
            {
                Generated(space);
            }
        }
    }

    private void Generated(ILatentSpace space)
    {
        Write("pictures/samples.png", () => RandomSamples(space));
        Write("pictures/samples-and-real.png", () => SamplesAboveReal(space));
        if (space.LatentSize > 1)
        {
            var (points, labels) = Seen(space);
            Write("pictures/latent.png", () => LatentScatter.Png(points, labels, title));
            if (space.LatentSize == 2)
            {
                Write("pictures/latent.json", () => LatentPoints.Json(points, labels));
                Write("pictures/manifold.png", () => Manifolds(space));
            }
        }
    }

    private void Write(string name, Func<byte[]> draw)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        context.WriteFile(name, draw());
        context.Artifact(name, name);
    }

    private byte[] Reconstructions(string heading)
    {
        var shown = images.Shown();
        var reconstructed = ("reconstructed", BatchPictures.Of(model.Reconstruct(shown.Input)));
        return images.AreCorrupted
            ? ImageGrid.Png([("original", BatchPictures.Of(shown.Clean)), ("corrupted", BatchPictures.Of(shown.Input)), reconstructed], heading)
            : ImageGrid.Png([("original", BatchPictures.Of(shown.Clean)), reconstructed], heading);
    }

    private byte[] Interpolations(ILatentSpace space)
    {
        var shown = images.Shown().Clean;
        var originals = BatchPictures.Of(shown);
        var latent = space.Encode(shown);
        return Interpolation.Png([.. Enumerable.Range(0, originals.Count / 2).Select(pair => Row(2 * pair, (2 * pair) + 1))], title);

        InterpolationRow Row(int from, int to)
        {
            var weights = Enumerable.Range(0, InterpolationSteps).Select(step => step / (InterpolationSteps - 1.0)).ToArray();
            var points = stack(weights.Select(weight => lerp(latent[from], latent[to], weight)));
            return new(originals[from], [.. weights.Zip(BatchPictures.Of(space.Decode(points)))], originals[to]);
        }
    }

    private byte[] RandomSamples(ILatentSpace space)
    {
        using var generator = Draws.Shared(Draw.Samples);
        var latent = randn([SampleCount, space.LatentSize], generator: generator).to(Device);
        var titles = Enumerable.Range(0, SampleCount).Select(sample => Samples.Title(latent[sample].cpu().data<float>().ToArray()));
        return Samples.Png([.. titles.Zip(BatchPictures.Of(space.Decode(latent)))], columns: SampleCount / 2, title);
    }

    // The study drew its faces so, far out where the latent space is large.
    private byte[] SamplesAboveReal(ILatentSpace space)
    {
        using var generator = Draws.Shared(Draw.Samples);
        var latent = rand([SampleCount, space.LatentSize], generator: generator).to(Device).mul_(2 * SampleExtent).sub_(SampleExtent);
        return ImageGrid.Png([("decoded", BatchPictures.Of(space.Decode(latent))), ("real", BatchPictures.Of(images.Shown().Clean))], title);
    }

    // Where validation images lie in the plane of the first two latent values, and their classes.
    private (IReadOnlyList<(float X, float Y)> Points, IReadOnlyList<int>? Labels) Seen(ILatentSpace space)
    {
        using var noGradient = no_grad();
        var count = Math.Min(MostScattered, images.ValidationCount);
        var points = new List<(float X, float Y)>();
        for (var batch = 0; points.Count < count; batch++)
        {
            using var scope = NewDisposeScope();
            var latent = space.Encode(images.Validation(batch, Validation.BatchSize).Input).narrow(1, 0, 2).contiguous().cpu().data<float>().ToArray();
            points.AddRange(latent.Chunk(2).Select(pair => (pair[0], pair[1])));
        }

        return ([.. points.Take((int)count)], images.Labels(count));
    }

    private byte[] Manifolds(ILatentSpace space)
    {
        var points = Manifold.Latents(ManifoldSide, ManifoldExtent).SelectMany(point => new[] { (float)point.Z1, (float)point.Z2 }).ToArray();
        return Manifold.Png(BatchPictures.Of(space.Decode(tensor(points, points.Length / 2, 2, device: Device))), ManifoldSide, ManifoldExtent, title);
    }

    private Device Device => TorchDevice.Open(context.Device);
}
