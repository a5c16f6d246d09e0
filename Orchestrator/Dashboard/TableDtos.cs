using Shared.Trials;

namespace Orchestrator.Dashboard;

/// <summary>The trial table as columns: <c>GET /api/sweeps/{id}/table</c>, and the event <c>rows</c> of <c>…/live</c>. Element i of each column belongs to trial <c>Index[i]</c>.</summary>
/// <param name="Version">Where the next change begins: <c>…/live?after=</c>.</param>
/// <param name="State">A letter a trial: p(ending), r(unning), f(inished), x (failed).</param>
/// <param name="Failures">Failed attempts so far.</param>
/// <param name="Value">Objective of a finished trial, newest value of a running one.</param>
/// <param name="Seconds">Wall time of the last ended attempt.</param>
/// <param name="Node">A place in <paramref name="Nodes"/>; -1: no node has had it yet.</param>
/// <param name="Reasons">The last failure of trials that failed for good, by index.</param>
/// <param name="Reused">Whose answer a trial has, by index.</param>
/// <param name="Parameters">Only in the whole table.</param>
public sealed record TableDto(
    long Version,
    int Total,
    int[] Index,
    string State,
    int[] Attempt,
    int[] Failures,
    double?[] Value,
    float?[] Seconds,
    int[] Node,
    IReadOnlyList<string> Nodes,
    IReadOnlyDictionary<int, string> Reasons,
    IReadOnlyDictionary<int, string> Reused,
    IReadOnlyList<ParameterDto>? Parameters = null,
    IReadOnlyList<string>? Seeds = null);

/// <summary>A parameter as a column: its distinct values, and each trial's place among them.</summary>
/// <param name="Varies">Differs between trials.</param>
/// <param name="Type">number, text or boolean.</param>
public sealed record ParameterDto(string Name, bool Varies, string Type, string? Help, string? Unit, IReadOnlyList<ParameterValue> Values, int[] At);
