using System.Globalization;
using System.Text.Json;
using Experiments.Data;
using Experiments.Models;
using Experiments.Weights;
using Shared.Trials;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>A trained model as one file that stands for itself: the weights, and in its metadata what they are the weights of.</summary>
/// <param name="Shape">Of the images it takes.</param>
/// <param name="Experiment">The training program's name.</param>
public sealed record TrainedModel(AutoencoderModel Model, ImageShape Shape, string Experiment, TrialParameters Parameters) : IDisposable
{
    /// <summary>The artifact's name.</summary>
    public const string FileName = "weights.safetensors";

    // Python's readers ask for this mark.
    private const string Format = "pt";

    /// <summary>The file's bytes.</summary>
    /// <param name="key">The trial's.</param>
    public static byte[] Bytes(AutoencoderModel model, ImageShape shape, string experiment, string version, string key, TrialParameters parameters)
    {
        using var stream = new MemoryStream();
        TensorFile.Save(model, stream, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["experiment"] = experiment,
            ["version"] = version,
            ["trial"] = key,
            ["image"] = string.Create(CultureInfo.InvariantCulture, $"{shape.Channels}x{shape.Height}x{shape.Width}"),
            ["parameters"] = JsonSerializer.Serialize(parameters.ToSortedDictionary()),
        });
        return stream.ToArray();
    }

    /// <exception cref="TrainingFailedException">The file is broken, or of no model that this trainer knows.</exception>
    public static TrainedModel Load(string path)
    {
        try
        {
            var metadata = Safetensors.Read(path).Metadata;
            var experiment = metadata.GetValueOrDefault("experiment", "");
            var program = TrainingPrograms.Find(experiment) as AutoencoderProgram
                ?? throw new TrainingFailedException($"{path} is of no model that this trainer knows: its experiment is '{experiment}'");
            var parameters = new TrialParameters(JsonSerializer.Deserialize<Dictionary<string, ParameterValue>>(metadata["parameters"])!.ToDictionary(pair => pair.Key, pair => pair.Value.ToWire()));
            var sizes = metadata["image"].Split('x').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToArray();
            var shape = new ImageShape(sizes[0], sizes[1], sizes[2]);
            var model = program.CreateModel(parameters, shape);
            TensorFile.Load(model, path);
            return new(model, shape, experiment, parameters);
        }
        catch (Exception fault) when (fault is InvalidDataException or KeyNotFoundException or JsonException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new TrainingFailedException($"{path} cannot be used: {fault.Message}");
        }
    }

    /// <summary>Copies another trial's weights into a model of the same shape.</summary>
    /// <exception cref="TrainingFailedException">They are of another model, or the file is broken; every difference is named.</exception>
    public static void LoadWeights(nn.Module model, string path)
    {
        try
        {
            TensorFile.Load(model, path);
        }
        catch (InvalidDataException fault)
        {
            throw new TrainingFailedException($"the trial cannot start from these weights: {fault.Message}");
        }
    }

    public void Dispose() => Model.Dispose();
}
