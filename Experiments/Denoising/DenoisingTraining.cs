using System.Runtime.InteropServices;
using Experiments.Checkpoints;
using Experiments.Data;
using Experiments.Pictures;
using Shared.Catalogues;
using Shared.Trials;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Denoising;

/// <summary>Trains the convolutional autoencoder to take Gaussian noise off digits (Vincent et al., "Extracting and composing robust features with denoising
/// autoencoders", 2008). Noise is drawn anew each epoch; the validation images keep theirs for the whole trial.</summary>
public sealed class DenoisingTraining : ITrainingProgram
{
    private const int Side = 28;
    private const int ValidationBatch = 256;

    // Reading a loss waits for a GPU to catch up; the check for NaN does it once in so many batches.
    private const int BatchesBetweenChecks = 16;

    private const string Reconstruction = "pictures/reconstruction.png";
    private const string Curve = "pictures/loss.png";

    // The first 0, 1, ... 9 among the validation images: every trial shows the same ones.
    private static readonly long[] ShownDigits = [3, 2, 1, 18, 4, 8, 11, 0, 61, 7];

    // What a draw is for; part of its seed.
    private enum Draw : ulong
    {
        Weights = 1,
        Order,
        TrainingNoise,
        ValidationNoise,
        ShownNoise,
    }

    public ExperimentDescription Description { get; } = new(
        "denoising-autoencoder",
        "1",
        "A convolutional autoencoder learns to take Gaussian noise off images",
        [
            new("noise", ParameterKind.Number, ParameterValue.Of(0.5), "Standard deviation of the noise; pixels are 0 to 1", Minimum: 0, Maximum: 2),
            new("filters", ParameterKind.Integer, ParameterValue.Of(32L), "Filters of each hidden convolution; multiples of 8 are fastest", Minimum: 1, Maximum: 512),
            new("optimizer", ParameterKind.Text, ParameterValue.Of("adam"), "adam, or adadelta (rho 0.95) with a learning rate of 1", Choices: ["adam", "adadelta"]),
            new("learning_rate", ParameterKind.Number, ParameterValue.Of(0.01), "Step size; the peak where the schedule is one_cycle", Minimum: 1e-6, Maximum: 10),
            new("schedule", ParameterKind.Text, ParameterValue.Of("one_cycle"), "The learning rate over the trial: constant, or warm up for 30 % and cool down", Choices: ["constant", "one_cycle"]),
            new("epochs", ParameterKind.Integer, ParameterValue.Of(10L), "Passes over the training images", Minimum: 1, Maximum: 10_000),
            new("batch_size", ParameterKind.Integer, ParameterValue.Of(128L), "Images in a step", Minimum: 1, Maximum: 60_000, Unit: "images"),
        ],
        [
            new("val_loss", "Binary cross-entropy of the validation images, mean over all pixels", MetricGoal.Minimize),
            new("loss", "The same of the training images, mean over the epoch", MetricGoal.Minimize),
            new("images_per_second", "Training speed", MetricGoal.Maximize),
            new("seconds", "Wall time of the epoch with its validation", MetricGoal.Minimize),
        ],
        [MnistImages.Description.Name]);

    public TrainingResult Train(TrainingContext context)
    {
        // Settings
        var noise = (float)context.Number("noise");
        var filters = context.Integer("filters");
        var learningRate = context.Number("learning_rate");
        var oneCycle = context.Text("schedule") == "one_cycle";
        var epochs = (int)context.Integer("epochs");
        var batchSize = context.Integer("batch_size");
        context.WriteFile(TrialConfiguration.FileName, System.Text.Encoding.UTF8.GetBytes(context.Configuration()));

        // Where to go on
        var checkpoint = context.Resume();
        if (checkpoint?.Epoch == epochs && context.HasFile(Reconstruction) && context.HasFile(Curve))
        {
            ReportArtifacts(context);
            return TrainingResult.Finished;
        }

        // Model and optimizer; their state is loaded outside of any dispose scope, which would take the optimizer's new tensors with it
        var device = TorchDevice.Open(context.Device);
        using var weightsGenerator = GeneratorFor(Draw.Weights);
        using var model = new DenoisingModel(filters, weightsGenerator, device);
        using var optimizer = Optimizer(context.Text("optimizer"), model, learningRate);
        Load(checkpoint, model, optimizer);

        // Data
        using var scope = NewDisposeScope();
        var trainingImages = MnistImages.Train(context, device);
        var validationImages = MnistImages.Validation(context, device);
        var images = trainingImages.shape[0];
        var batches = (int)((images + batchSize - 1) / batchSize);
        var losses = zeros(batches, device: device);
        var (firstEpoch, firstBatch, secondsBefore) = ((checkpoint?.Epoch ?? 0) + 1, checkpoint?.Batch ?? 0, LoadPartial(checkpoint, losses));

        // Epochs
        for (var epoch = firstEpoch; epoch <= epochs; epoch++, firstBatch = 0, secondsBefore = 0)
        {
            using var epochScope = NewDisposeScope();
            using var orderGenerator = GeneratorFor(Draw.Order, epoch);
            var order = randperm(images, ScalarType.Int64, device: device, generator: orderGenerator);
            var started = context.Timestamp();
            for (var batch = firstBatch; batch < batches; batch++)
            {
                using var batchScope = NewDisposeScope();
                using var noiseGenerator = GeneratorFor(Draw.TrainingNoise, epoch, batch);
                var chosen = order.narrow(0, batch * batchSize, Math.Min(batchSize, images - (batch * batchSize)));
                var clean = Pixels(trainingImages.index_select(0, chosen));
                optimizer.zero_grad();
                var loss = Loss(model, Corrupt(clean, noise, noiseGenerator), clean);
                loss.backward();
                SetLearningRate(optimizer, oneCycle ? OneCycle(learningRate, ((epoch - 1L) * batches) + batch, (long)epochs * batches) : learningRate);
                optimizer.step();
                losses.narrow(0, batch, 1).copy_(loss.detach());
                if (context.Stop.IsCancellationRequested)
                {
                    return Stop(epoch, batch + 1, secondsBefore + context.SecondsSince(started));
                }

                if (batch % BatchesBetweenChecks == 0)
                {
                    var speed = (batch + 1 - firstBatch) * batchSize / context.SecondsSince(started);
                    CheckFinite(losses, batch + 1, epoch);
                    context.Progress(epoch - 1, epochs, (epoch - 1 + ((batch + 1.0) / batches)) / epochs, speed);
                }
            }

            CheckFinite(losses, batches, epoch);
            var trainingSeconds = secondsBefore + context.SecondsSince(started);
            if (Validate(epoch) is not { } validationLoss)
            {
                return Stop(epoch, batches, trainingSeconds);
            }

            context.CompleteEpoch(
                epoch,
                epochs,
                [
                    ("loss", WeightedMean(losses, batchSize, images)),
                    ("val_loss", validationLoss),
                    ("images_per_second", images / trainingSeconds),
                    ("seconds", secondsBefore + context.SecondsSince(started)),
                ],
                () => State(model, optimizer));
        }

        // Pictures
        context.WriteFile(Reconstruction, DrawDigits());
        context.WriteFile(Curve, LossCurve.Png(context.Rows, $"Denoising: noise {context.Number("noise"):0.###}, {filters} filters", "binary cross-entropy"));
        ReportArtifacts(context);
        return TrainingResult.Finished;

        Generator GeneratorFor(Draw draw, int epoch = 0, int batch = 0) =>
            new(Seeds.Mix(context.Seed, (ulong)draw, (ulong)epoch, (ulong)batch) & uint.MaxValue, device);

        TrainingResult Stop(int epoch, int nextBatch, double seconds)
        {
            CheckFinite(losses, nextBatch, epoch);
            context.SavePartial(epoch - 1, nextBatch, State(model, optimizer, losses, seconds));
            return TrainingResult.Stopped;
        }

        // Null when the trial is to stop.
        double? Validate(int epoch)
        {
            using var validationScope = NewDisposeScope();
            using var noGradient = no_grad();
            var count = validationImages.shape[0];
            var validationLosses = zeros((count + ValidationBatch - 1) / ValidationBatch, device: device);
            for (var batch = 0; batch < validationLosses.shape[0]; batch++)
            {
                using var batchScope = NewDisposeScope();
                using var noiseGenerator = GeneratorFor(Draw.ValidationNoise, 0, batch);
                var clean = Pixels(validationImages.narrow(0, batch * ValidationBatch, Math.Min(ValidationBatch, count - (batch * ValidationBatch))));
                validationLosses.narrow(0, batch, 1).copy_(Loss(model, Corrupt(clean, noise, noiseGenerator), clean));
                if (context.Stop.IsCancellationRequested)
                {
                    return null;
                }
            }

            return WeightedMean(validationLosses, ValidationBatch, count);
        }

        byte[] DrawDigits()
        {
            using var pictureScope = NewDisposeScope();
            using var noGradient = no_grad();
            using var noiseGenerator = new Generator((ulong)Draw.ShownNoise, device);   // the same for every trial, whatever its seed
            var shown = tensor(ShownDigits.Where(digit => digit < validationImages.shape[0]).ToArray(), device: device);
            var clean = Pixels(validationImages.index_select(0, shown));
            var corrupted = Corrupt(clean, noise, noiseGenerator);
            var reconstructed = model.forward(corrupted).sigmoid();
            return ImageGrid.Png([("original", Bytes(clean)), ("corrupted", Bytes(corrupted)), ("reconstructed", Bytes(reconstructed))]);
        }
    }

    private static Tensor Pixels(Tensor bytes) => bytes.unsqueeze(1).to(ScalarType.Float32).div_(255);

    private static Tensor Corrupt(Tensor clean, float noise, Generator generator) =>
        randn(clean.shape, device: clean.device, generator: generator).mul_(noise).add_(clean).clamp_(0, 1);

    private static Tensor Loss(DenoisingModel model, Tensor corrupted, Tensor clean) =>
        nn.functional.binary_cross_entropy_with_logits(model.forward(corrupted), clean);

    private static OptimizerHelper Optimizer(string name, DenoisingModel model, double learningRate) => name switch
    {
        "adam" => optim.Adam(model.parameters(), learningRate),
        "adadelta" => optim.Adadelta(model.parameters(), learningRate, rho: 0.95, eps: 1e-7),
        _ => throw new TrainingFailedException($"no optimizer is called '{name}'"),
    };

    /// <summary>Smith, Topin, "Super-convergence" (2018), as a function of the step alone: cosine up from a 25th over 30 % of the steps, cosine down to a 10,000th.</summary>
    private static double OneCycle(double peak, long step, long steps)
    {
        const double warmUp = 0.3;
        var done = steps > 1 ? (double)step / (steps - 1) : 1;
        return done < warmUp
            ? Cosine(peak / 25, peak, done / warmUp)
            : Cosine(peak, peak / 1e4, (done - warmUp) / (1 - warmUp));

        static double Cosine(double from, double to, double fraction) => to + ((from - to) * (1 + Math.Cos(Math.PI * fraction)) / 2);
    }

    private static void SetLearningRate(OptimizerHelper optimizer, double learningRate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }
    }

    private static void CheckFinite(Tensor losses, int trained, int epoch)
    {
        var bad = Array.FindIndex(ToArray(losses), 0, trained, loss => !float.IsFinite(loss));
        if (bad >= 0)
        {
            throw new TrainingFailedException($"the loss is not finite in epoch {epoch}, batch {bad + 1}: the learning rate may be too high");
        }
    }

    // Each batch counts by its images: the last one may be smaller.
    private static double WeightedMean(Tensor losses, long batchSize, long images) =>
        ToArray(losses).Select((loss, batch) => loss * (double)Math.Min(batchSize, images - (batch * batchSize))).Sum() / images;

    private static float[] ToArray(Tensor losses)
    {
        using var onHost = losses.cpu();
        return onHost.data<float>().ToArray();
    }

    private static Dictionary<string, byte[]> State(DenoisingModel model, OptimizerHelper optimizer)
    {
        return new()
        {
            ["weights"] = Saved(writer => model.save(writer)),
            ["optimizer"] = Saved(optimizer.save_state_dict),
        };

        static byte[] Saved(Action<BinaryWriter> save)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            save(writer);
            writer.Flush();
            return stream.ToArray();
        }
    }

    // The half epoch's losses one by one, so that its mean is summed in the same order as without a stop.
    private static Dictionary<string, byte[]> State(DenoisingModel model, OptimizerHelper optimizer, Tensor losses, double seconds)
    {
        var state = State(model, optimizer);
        state["losses"] = MemoryMarshal.AsBytes(ToArray(losses).AsSpan()).ToArray();
        state["seconds"] = BitConverter.GetBytes(seconds);
        return state;
    }

    private static void Load(Checkpoint? checkpoint, DenoisingModel model, OptimizerHelper optimizer)
    {
        if (checkpoint is null)
        {
            return;
        }

        using var noGradient = no_grad();
        using var weights = new BinaryReader(new MemoryStream(checkpoint.State["weights"]));
        model.load(weights);
        using var state = new BinaryReader(new MemoryStream(checkpoint.State["optimizer"]));
        optimizer.load_state_dict(state);
    }

    // Fills in the losses of a half epoch; answers its seconds.
    private static double LoadPartial(Checkpoint? checkpoint, Tensor losses)
    {
        if (checkpoint is not { Batch: > 0 })
        {
            return 0;
        }

        using var saved = tensor(MemoryMarshal.Cast<byte, float>(checkpoint.State["losses"]).ToArray());
        losses.copy_(saved);
        return BitConverter.ToDouble(checkpoint.State["seconds"]);
    }

    private static Picture[] Bytes(Tensor images)
    {
        var bytes = images.mul(255).round().to(ScalarType.Byte).cpu().contiguous();
        return [.. Enumerable.Range(0, (int)images.shape[0]).Select(image => new Picture(Side, Side, 1, bytes[image].data<byte>().ToArray()))];
    }

    private static void ReportArtifacts(TrainingContext context)
    {
        foreach (var file in new[] { Reconstruction, Curve, TrialConfiguration.FileName, CheckpointFile.Name })
        {
            context.Artifact(file, file);
        }
    }
}
