using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>The parts of a sweep that decide which trials it has, in a fixed order: what a fingerprint covers.</summary>
internal sealed record SweepIdentity(
    string Name,
    string Experiment,
    string Version,
    string Dataset,
    SortedDictionary<string, ParameterValue> Options,
    IReadOnlyList<Axis> Axes,
    IReadOnlyList<string> Constraints,
    IReadOnlyList<ulong> Seeds,
    Objective Objective,
    string? Start)
{
    public static SweepIdentity Of(SweepSpec spec) => new(
        spec.Name,
        spec.Experiment,
        spec.ExperimentVersion,
        spec.Dataset.Name,
        new SortedDictionary<string, ParameterValue>(spec.Dataset.Options.ToDictionary(), StringComparer.Ordinal),
        spec.Axes,
        spec.Constraints,
        spec.Seeds,
        spec.Objective,
        spec.StartFrom?.Identity);

    /// <summary>8 hex digits: enough to tell the sweeps of one name apart, short enough to type.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, SweepJson.Default.SweepIdentity)).AsSpan(0, 4));
}

// Journal and fingerprint both rest on this spelling: members are added, never renamed, and no option changes.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // A sweep that starts from a matching sweep holds that one's description, and so on.
    MaxDepth = 256)]
[JsonSerializable(typeof(SweepSpec))]
[JsonSerializable(typeof(SweepIdentity))]
internal sealed partial class SweepJson : JsonSerializerContext;
