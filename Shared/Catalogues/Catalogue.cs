using System.Text.Json;
using System.Text.Json.Serialization;
using Shared.Trials;

namespace Shared.Catalogues;

/// <summary>
/// What a trainer build can train, as data: written beside the trainer as <c>experiments.json</c> at build, so that nobody else needs Torch to check a sweep.
/// </summary>
public sealed record Catalogue(IReadOnlyList<ExperimentDescription> Experiments, IReadOnlyList<DatasetDescription> Datasets)
{
    /// <summary>The file's name beside the trainer's executable.</summary>
    public const string FileName = "experiments.json";

    public ExperimentDescription? FindExperiment(string name) => Experiments.FirstOrDefault(experiment => experiment.Name == name);

    public DatasetDescription? FindDataset(string name) => Datasets.FirstOrDefault(dataset => dataset.Name == name);

    public string ToJson() => JsonSerializer.Serialize(this, CatalogueJson.Default.Catalogue);

    /// <exception cref="JsonException">The text is no catalogue.</exception>
    public static Catalogue FromJson(string json) =>
        JsonSerializer.Deserialize(json, CatalogueJson.Default.Catalogue) ?? throw new JsonException("an empty catalogue");
}

/// <summary>A training program: its name in sweeps, its version (raised whenever the same parameters would give other bits), its parameters and metrics.</summary>
/// <param name="Datasets">Names of the data sets it can train on; empty where it needs none.</param>
/// <param name="TrainsOn">An expression over its parameters: where it holds, training with more epochs begins with the very bits of training with fewer; null: nowhere.</param>
/// <param name="Deterministic">Equal keys give equal bits, so a trial that was trained once need not be trained again.</param>
public sealed record ExperimentDescription(
    string Name,
    string Version,
    string Help,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<MetricDescription> Metrics,
    IReadOnlyList<string> Datasets,
    string? TrainsOn = null,
    bool Deterministic = true);

/// <summary>A parameter of a training program or an option of a data set. <paramref name="Minimum"/> and <paramref name="Maximum"/> are inclusive.</summary>
/// <param name="Choices">The only texts allowed; null: any.</param>
/// <param name="ShapesWeights">Trials that differ in it have weights of different shapes: neither can start from the other's.</param>
/// <param name="ShapesWhere">An expression over the experiment's parameters: only where it holds does this one shape the weights; null: everywhere.</param>
/// <param name="ZeroMeans">The parameter whose value a 0 stands for; null: a 0 is a 0.</param>
/// <param name="AtMost">A fact of the data set's images that no value may exceed, one of <see cref="ImageShapeDescription.Facts"/>; null: none.</param>
public sealed record ParameterDescription(
    string Name,
    ParameterKind Kind,
    ParameterValue Default,
    string Help,
    double? Minimum = null,
    double? Maximum = null,
    IReadOnlyList<string>? Choices = null,
    string? Unit = null,
    string? AtMost = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ShapesWeights = false,
    string? ShapesWhere = null,
    string? ZeroMeans = null);

/// <summary>A metric that a training program reports each epoch; <paramref name="Goal"/> is the direction in which it improves.</summary>
public sealed record MetricDescription(string Name, string Help, MetricGoal Goal);

/// <summary>The direction in which a metric improves.</summary>
public enum MetricGoal
{
    Minimize,
    Maximize,
}

/// <summary>A data set by its name in sweeps, with its options.</summary>
/// <param name="Image">The shape of its images; null where it has none.</param>
public sealed record DatasetDescription(string Name, string Help, IReadOnlyList<ParameterDescription> Options, ImageShapeDescription? Image = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // A file of another build, or cut off, is refused when it is read, not where something is found to be missing.
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Catalogue))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
