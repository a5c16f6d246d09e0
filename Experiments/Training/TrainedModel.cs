using System.Globalization;
using Experiments.Data;
using Experiments.Models;
using Experiments.Weights;
using Google.Protobuf;
using Shared.Mlflow;
using Shared.Wire;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>A trained model as one file that stands for itself: the weights, and in its metadata what they are the weights of.</summary>
/// <param name="Shape">Of the images it takes.</param>
/// <param name="Trial">What it was trained as; without folders and attempt.</param>
public sealed record TrainedModel(AutoencoderModel Model, ImageShape Shape, RunTrial Trial) : IDisposable
{
    /// <summary>The artifact's name.</summary>
    public const string FileName = TrialArtifacts.Weights;

    // Python's readers ask for this mark.
    private const string Format = "pt";

    /// <summary>The file's bytes.</summary>
    /// <param name="version">The program's.</param>
    public static byte[] Bytes(AutoencoderModel model, ImageShape shape, RunTrial trial, string version)
    {
        using var stream = new MemoryStream();
        TensorFile.Save(model, stream, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["experiment"] = trial.Experiment,
            ["version"] = version,
            ["image"] = string.Create(CultureInfo.InvariantCulture, $"{shape.Channels}x{shape.Height}x{shape.Width}"),
            ["trial"] = JsonFormatter.Default.Format(trial),
        });
        return stream.ToArray();
    }

    /// <summary>What the model of a file was trained as.</summary>
    /// <exception cref="TrainingFailedException">The file is broken, or this trainer would not train the same model again.</exception>
    public static RunTrial ReadTrial(string path)
    {
        try
        {
            return ReadTrial(path, Safetensors.Read(path).Metadata);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw new TrainingFailedException($"{path} cannot be read: {fault.Message}");
        }
    }

    /// <exception cref="TrainingFailedException">The file is broken, or of no model that this trainer knows.</exception>
    public static TrainedModel Load(string path)
    {
        try
        {
            var metadata = Safetensors.Read(path).Metadata;
            var trial = ReadTrial(path, metadata);
            var sizes = metadata["image"].Split('x').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToArray();
            var shape = new ImageShape(sizes[0], sizes[1], sizes[2]);
            var model = ((AutoencoderProgram)TrainingPrograms.Find(trial.Experiment)!).CreateModel(new TrialParameters(trial.Parameters), shape);
            TensorFile.Load(model, path);
            return new(model, shape, trial);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or KeyNotFoundException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new TrainingFailedException($"{path} cannot be used: {fault.Message}");
        }
    }

    private static RunTrial ReadTrial(string path, IReadOnlyDictionary<string, string> metadata)
    {
        var (experiment, version) = (metadata.GetValueOrDefault("experiment", ""), metadata.GetValueOrDefault("version", ""));
        if (TrainingPrograms.Find(experiment) is not AutoencoderProgram program)
        {
            throw new TrainingFailedException($"{path} is of no model that this trainer knows: its experiment is '{experiment}'");
        }

        if (program.Description.Version != version)
        {
            throw new TrainingFailedException($"{path} was trained by version {version} of {experiment}, this trainer has version {program.Description.Version}");
        }

        try
        {
            return RunTrial.Parser.ParseJson(metadata.GetValueOrDefault("trial", ""));
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new TrainingFailedException($"{path} does not say what it was trained as: {fault.Message}");
        }
    }

    /// <summary>Copies another trial's weights into a model of the same shape.</summary>
    /// <exception cref="TrainingFailedException">They are of another model, or the file is broken; the first differences are named.</exception>
    public static void LoadWeights(nn.Module model, string path)
    {
        try
        {
            TensorFile.Load(model, path);
        }
        catch (InvalidDataException fault)
        {
            throw new TrainingFailedException($"the trial cannot start from these weights: {fault.Message}") { Certain = true };
        }
    }

    public void Dispose() => Model.Dispose();
}
