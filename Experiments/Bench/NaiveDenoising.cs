using System.Diagnostics;
using Experiments.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Bench;

/// <summary>
/// The study's denoising autoencoder as one writes it first with TorchSharp: layers in a row, probabilities and their cross-entropy, the loss read after every batch,
/// everything left to one scope a batch. What our training is measured against, never what trains a trial.
/// </summary>
internal static class NaiveDenoising
{
    private const int BatchSize = 128;

    /// <returns>Images a second and CPU milliseconds an image of the second of two epochs.</returns>
    public static (double ImagesPerSecond, double CpuMilliseconds) Measure(string datasetFolder, int images)
    {
        set_num_threads(1);
        using var file = IdxFile.Open(Path.Combine(datasetFolder, "train-images-idx3-ubyte"));
        var bytes = new byte[60_000 * 28 * 28];
        file.CopyTo(bytes);
        using var data = tensor(bytes, ScalarType.Byte).view(-1, 1, 28, 28).narrow(0, 0, images).to(ScalarType.Float32) / 255;
        using var model = Sequential(
            Conv2d(1, 32, 3, padding: 1), ReLU(), MaxPool2d(2),
            Conv2d(32, 32, 3, padding: 1), ReLU(), MaxPool2d(2),
            Conv2d(32, 32, 3, padding: 1), ReLU(), Upsample(scale_factor: [2, 2]),
            Conv2d(32, 32, 3, padding: 1), ReLU(), Upsample(scale_factor: [2, 2]),
            Conv2d(32, 1, 3, padding: 1), Sigmoid());
        using var optimizer = optim.Adadelta(model.parameters(), 1.0, rho: 0.95);
        var process = Process.GetCurrentProcess();
        var (wall, cpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            process.Refresh();
            var (started, cpuBefore, sum) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, 0.0);
            for (var first = 0; first < images; first += BatchSize)
            {
                using var scope = NewDisposeScope();
                var clean = data.narrow(0, first, Math.Min(BatchSize, images - first));
                var noisy = (clean + (randn_like(clean) * 0.5)).clamp(0, 1);
                optimizer.zero_grad();
                var loss = functional.binary_cross_entropy(model.forward(noisy), clean);
                loss.backward();
                optimizer.step();
                sum += loss.item<float>();
            }

            process.Refresh();
            (wall, cpu) = (Stopwatch.GetElapsedTime(started), process.TotalProcessorTime - cpuBefore);
            if (!double.IsFinite(sum))
            {
                throw new TrainingFailedException("the naive training's loss is not finite");
            }
        }

        return (images / wall.TotalSeconds, cpu.TotalMilliseconds / images);
    }
}
