using System.Text.Json;
using System.Text.Json.Serialization;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>What a sweep would do, before anything is started: <c>plan --json</c>.</summary>
/// <param name="Id">Null where the sweep starts from another's weights, which are chosen when it is submitted.</param>
/// <param name="Uncut">Trials there would be without conditions and constraints.</param>
/// <param name="Cut">How many of those the conditions and constraints take away.</param>
/// <param name="TotalEpochs">Over all trials; null where the experiment has no parameter <c>epochs</c>.</param>
/// <param name="Disk">What its checkpoints would take; null where nobody looked.</param>
/// <param name="Notes">What is allowed and seldom meant; null where nobody looked.</param>
/// <param name="First">The first trials, in the order of their indices.</param>
public sealed record PlanDto(
    string? Id,
    string Name,
    string Description,
    string Experiment,
    string ExperimentVersion,
    string? Dataset,
    IReadOnlyDictionary<string, ParameterValue> DatasetOptions,
    long Trials,
    long Uncut,
    long Cut,
    int Seeds,
    long? TotalEpochs,
    PlanObjective Objective,
    IReadOnlyList<PlanAxis> Axes,
    IReadOnlyList<string> Constraints,
    IReadOnlyList<PlanTrial> First,
    PlanEstimate Estimate,
    PlanStart? Start = null,
    PlanDisk? Disk = null,
    IReadOnlyList<string>? Notes = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, PlanJson.Default.PlanDto);
}

public sealed record PlanObjective(string Metric, string Goal);

/// <summary>A parameter that varies or that the file sets.</summary>
/// <param name="Count">How many values it takes.</param>
/// <param name="Values">The first of them, at most <see cref="SweepPlan.MostValues"/>.</param>
/// <param name="Condition">Where it is false, the parameter keeps <paramref name="Default"/>.</param>
public sealed record PlanAxis(string Name, int Count, IReadOnlyList<ParameterValue> Values, ParameterValue Default, string? Condition);

/// <param name="Key">Null where the weights that it starts from are not chosen yet.</param>
/// <param name="StartTrial">The source's trial that it starts from; null as for <paramref name="Key"/>, and where it draws its own weights.</param>
public sealed record PlanTrial(long Index, string? Key, ulong Seed, IReadOnlyDictionary<string, ParameterValue> Parameters, long? StartTrial = null);

/// <summary>What a sweep starts from.</summary>
/// <param name="Sweep">A name or an id, as the file says it.</param>
/// <param name="Trial">best, matching, or an index.</param>
/// <param name="Id">The sweep that was chosen; null until then.</param>
/// <param name="Index">The trial that was chosen; null until then, and where each trial has its own.</param>
public sealed record PlanStart(string Sweep, string Trial, string? Id, int? Index);

/// <summary>How long it would take.</summary>
/// <param name="Seconds">Null where nothing was measured.</param>
/// <param name="Slots">How many trials were taken to run at a time.</param>
/// <param name="Basis">What the number rests on, or why there is none.</param>
public sealed record PlanEstimate(double? Seconds, int Slots, string Basis);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PlanDto))]
internal sealed partial class PlanJson : JsonSerializerContext;
