using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>A sweep file that was checked whole: every name is known, every value has its parameter's kind and lies in its range, every default is filled in.</summary>
public sealed record SweepSpec
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The training program's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The training program's version when the sweep was checked; part of each trial's key.</summary>
    public required string ExperimentVersion { get; init; }

    public required DatasetSpec Dataset { get; init; }

    /// <summary>Null where each trial draws its first weights itself.</summary>
    public WarmStart? StartFrom { get; init; }

    /// <summary>Every parameter of the training program in the file's order, then those left at their default; a constant is an axis of one value.</summary>
    public required IReadOnlyList<Axis> Axes { get; init; }

    /// <summary>Names of the parameters in which trials differ, in the axes' order.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Varying => [.. Axes.Where(axis => axis.Condition is not null || SweepExtensions.ValuesOf(this, axis).Count > 1).Select(axis => axis.Name)];

    /// <summary>Expressions over parameters that every trial must satisfy.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>How the sweep was extended after it was submitted, in order; null where it was not. Not part of its identity: what was there keeps its index.</summary>
    public IReadOnlyList<SweepExtension>? Extensions { get; init; }

    /// <summary>One trial a seed for each grid point, the seed varying fastest.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1];

    public required Objective Objective { get; init; }

    public Resources Resources { get; init; } = new();

    public RetryPolicy Retry { get; init; } = new();

    public CheckpointPolicy Checkpoint { get; init; } = new();

    public required TrackingSpec Tracking { get; init; }

    /// <summary>8 hex digits over all that decides which trials there are and how they compare; not the description, resources, retry, checkpoints or tracking.</summary>
    [JsonIgnore]
    public string Fingerprint => SweepIdentity.Of(this).Fingerprint();

    /// <summary>The name in lower-case letters, digits and hyphens, a hyphen, the fingerprint: the same file always gives the same sweep.</summary>
    [JsonIgnore]
    public string SweepId => $"{Slug()}-{Fingerprint}";

    /// <exception cref="JsonException">The text is no sweep.</exception>
    public static SweepSpec FromJson(string json) => JsonSerializer.Deserialize(json, SweepJson.Default.SweepSpec) ?? throw new JsonException("an empty sweep");

    /// <summary>One line of JSON, the same for the same sweep: what the journal keeps.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SweepJson.Default.SweepSpec);

    private string Slug() => string.Concat(Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
}

/// <summary>A data set's name with all its options.</summary>
public sealed record DatasetSpec(string Name, IReadOnlyDictionary<string, ParameterValue> Options);

/// <summary>A parameter and the values it takes, without repetition.</summary>
/// <param name="Condition">An expression over other parameters; where it is false the parameter does not vary: it keeps its default and the point is counted once.</param>
/// <param name="Default">The value where the condition is false.</param>
public sealed record Axis(string Name, IReadOnlyList<ParameterValue> Values, ParameterValue Default, string? Condition = null);

/// <summary>One extension of a sweep: values that a parameter takes too, or the number of epochs that every trial trains on to.</summary>
/// <param name="Parameter">Empty where trials train on.</param>
/// <param name="Epochs">0 where the grid grows.</param>
/// <param name="TrainsOn">An expression: the trials that may go on from a checkpoint with fewer epochs; empty: none.</param>
public sealed record SweepExtension(string Parameter, IReadOnlyList<ParameterValue> Values, int Epochs = 0, string TrainsOn = "");

/// <summary>The metric by which trials are compared: the value of the last epoch.</summary>
public sealed record Objective(string Metric, MetricGoal Goal);

/// <summary>What a trial needs.</summary>
public sealed record Resources
{
    /// <summary><c>any</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = DeviceKind.Any;

    /// <summary>The most trials of the sweep that run at a time; 0: no cap.</summary>
    public int MaxParallel { get; init; }

    /// <summary>Sweeps of a higher one get slots first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    /// <summary>The sweep's part of the slots among those of its priority; null stands for 1.</summary>
    public double? Weight { get; init; }
}

/// <summary>How often a failing trial is tried, and how long it waits in between: the back-off doubles with each failure.</summary>
public sealed record RetryPolicy
{
    public int Attempts { get; init; } = 3;

    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A trainer that reports nothing this long hangs, and is killed; null where the file does not say, as in journals that are older than the setting.</summary>
    public TimeSpan? StalledAfter { get; init; }

    [JsonIgnore]
    public TimeSpan StalledOrDefault => StalledAfter ?? TimeSpan.FromMinutes(10);
}

/// <summary>When a trial's state is saved, in epochs.</summary>
public sealed record CheckpointPolicy
{
    public int Every { get; init; } = 1;

    /// <summary>Null: as <see cref="CheckpointKeep"/> is by default.</summary>
    public CheckpointKeep? Keep { get; init; }

    /// <summary>What is kept of each trial while it is not finished.</summary>
    [JsonIgnore]
    public CheckpointKeep Kept => Keep ?? new CheckpointKeep();
}

/// <summary>Which checkpoints of a trial are kept where every node finds them, until it is finished.</summary>
public sealed record CheckpointKeep
{
    /// <summary>So many newest ones.</summary>
    public int Last { get; init; } = 2;

    /// <summary>And the one with the best objective.</summary>
    public bool Best { get; init; }
}

/// <summary>Where the sweep is recorded.</summary>
public sealed record TrackingSpec(string Experiment, IReadOnlyDictionary<string, string> Tags);
