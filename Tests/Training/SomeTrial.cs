using System.Buffers.Binary;
using Experiments;
using Experiments.Checkpoints;
using Experiments.Data;
using Experiments.Trainer;
using Shared.Trials;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Training;

/// <summary>Trials to train, on data small enough for a test.</summary>
internal static class SomeTrial
{
    public const int TrainImages = 300;
    public const int ValidationImages = 80;

    /// <summary>A denoising autoencoder of 8 filters, 38 batches an epoch.</summary>
    public static RunTrial Denoising(string workFolder, string datasetFolder, int epochs = 2, ulong seed = 7, string optimizer = "adam", int filters = 8, double learningRate = 0.01) =>
        Of("denoising-autoencoder", workFolder, datasetFolder, ("noise", 0.5), ("filters", (long)filters), ("optimizer", optimizer), ("learning_rate", learningRate), ("epochs", (long)epochs))
            .With(trial => trial.Seed = seed);

    /// <summary>Any experiment with its parameters at their default, but for those given, and 8 images in a batch.</summary>
    public static RunTrial Of(string experiment, string workFolder, string datasetFolder, params (string Name, object Value)[] parameters)
    {
        var trial = new RunTrial
        {
            Trial = new TrialRef { Sweep = "test", Index = 3, Attempt = 1 },
            Key = $"{experiment} {string.Join(' ', parameters)}",
            Experiment = experiment,
            Dataset = "mnist",
            Seed = 7,
            Device = "cpu",
            WorkFolder = workFolder,
            DatasetFolder = datasetFolder,
            CheckpointEvery = 1,
            DatasetOptions =
            {
                ["train_images"] = ParameterValue.Of((long)TrainImages).ToWire(),
                ["validation_images"] = ParameterValue.Of((long)ValidationImages).ToWire(),
            },
        };
        foreach (var parameter in TrainingPrograms.Find(experiment)!.Description.Parameters)
        {
            trial.Parameters[parameter.Name] = parameter.Default.ToWire();
        }

        trial.Parameters["batch_size"] = ParameterValue.Of(8L).ToWire();
        foreach (var (name, value) in parameters)
        {
            trial.Set(name, value);
        }

        return trial;
    }

    public static RunTrial With(this RunTrial trial, Action<RunTrial> change)
    {
        change(trial);
        return trial;
    }

    /// <param name="value">long, double or string.</param>
    public static void Set(this RunTrial trial, string parameter, object value)
    {
        Assert.True(trial.Parameters.ContainsKey(parameter), $"{trial.Experiment} has no parameter '{parameter}'");
        trial.Parameters[parameter] = (value switch
        {
            long whole => ParameterValue.Of(whole),
            double number => ParameterValue.Of(number),
            _ => ParameterValue.Of((string)value),
        }).ToWire();
    }

    public static RunTrial Noop(int index, double sleepMilliseconds = 0, long epochs = 1) => new()
    {
        Trial = new TrialRef { Sweep = "test", Index = index, Attempt = 1 },
        Key = $"noop-{index}",
        Experiment = "noop",
        Seed = 1,
        Device = "cpu",
        WorkFolder = "/nonexistent",
        Parameters =
        {
            ["index"] = ParameterValue.Of((long)index).ToWire(),
            ["epochs"] = ParameterValue.Of(epochs).ToWire(),
            ["sleep_ms"] = ParameterValue.Of(sleepMilliseconds).ToWire(),
        },
    };

    /// <summary>Images of bright bars on black at changing places, in the files of MNIST.</summary>
    public static string Dataset(TempFolder folder)
    {
        var path = folder.Folder("data");
        WriteImages(Path.Combine(path, "train-images-idx3-ubyte"), TrainImages);
        WriteImages(Path.Combine(path, "t10k-images-idx3-ubyte"), ValidationImages);
        WriteLabels(Path.Combine(path, "t10k-labels-idx1-ubyte"), ValidationImages);
        return path;
    }

    /// <summary>Labels 0, 1, ... 9, 0, 1, ...</summary>
    public static void WriteLabels(string path, int count)
    {
        byte[] head = [0, 0, 8, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), count);
        File.WriteAllBytes(path, [.. head, .. Enumerable.Range(0, count).Select(label => (byte)(label % 10))]);
    }

    public static void WriteImages(string path, int count)
    {
        const int side = 28;
        var bytes = new byte[16 + (count * side * side)];
        bytes[2] = 8;
        bytes[3] = 3;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), side);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), side);
        for (var at = 0; at < count * side * side; at++)
        {
            var (image, row, column) = (at / (side * side), at / side % side, at % side);
            bytes[16 + at] = (row + (image * 5)) % side < 4 || (column + (image * 3)) % side < 3 ? (byte)230 : (byte)0;
        }

        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Trains in this process.</summary>
    public static List<TrainerReport> Train(RunTrial trial, TimeProvider? clock = null, Action<TrainerReport>? seen = null, CancellationToken stop = default)
    {
        using var images = new ResidentImages();
        return Train(trial, images, clock, seen, stop);
    }

    public static List<TrainerReport> Train(
        RunTrial trial, ResidentImages images, TimeProvider? clock = null, Action<TrainerReport>? seen = null, CancellationToken stop = default)
    {
        var reports = new List<TrainerReport>();
        var ended = new TrialRunner(images, clock ?? TimeProvider.System, Report).Run(trial, stop);
        reports.Add(ended);
        return reports;

        void Report(TrainerReport report)
        {
            reports.Add(report);
            seen?.Invoke(report);
        }
    }

    /// <summary>All that must be the same to the bit when the same trial is trained twice.</summary>
    public static string Bits(RunTrial trial)
    {
        var checkpoint = new CheckpointFile(Path.Combine(trial.WorkFolder, CheckpointFile.Name), trial.Key, TextWriter.Null).Read()!;
        var losses = checkpoint.Rows.SelectMany(row => row.Metrics.Where(metric => metric.Name is "loss" or "val_loss").Select(metric => metric.Value.ToString("R")));
        var state = checkpoint.State.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(pair.Value))}");
        return $"epoch {checkpoint.Epoch} batch {checkpoint.Batch}\n{string.Join(' ', losses)}\n{string.Join('\n', state)}";
    }
}
