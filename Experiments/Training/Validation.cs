using Experiments.Models;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>Measures a model on all validation images, with the same corruption and the same drawn latents each time.</summary>
public static class Validation
{
    /// <summary>Images that are looked at together; part of what is drawn for them, so never changed.</summary>
    public const int BatchSize = 256;

    /// <returns>The means over the images of the loss and its terms; null where the trial is to stop.</returns>
    public static double[]? Losses(AutoencoderModel model, TrainingImages images, Draws draws, Device device, CancellationToken stop)
    {
        using var noGradient = no_grad();
        var batches = (int)((images.ValidationCount + BatchSize - 1) / BatchSize);
        using var losses = new EpochLosses(batches, 1 + model.Terms.Count, device);
        for (var batch = 0; batch < batches; batch++)
        {
            using var scope = NewDisposeScope();
            using var latentGenerator = draws.For(Draw.ValidationLatent, 0, batch);
            var shown = images.Validation(batch, BatchSize);
            losses.Set(batch, model.Loss(shown.Input, shown.Clean, latentGenerator, annealing: 1));
            if (stop.IsCancellationRequested)
            {
                return null;
            }
        }

        return losses.Means(BatchSize, images.ValidationCount);
    }
}
