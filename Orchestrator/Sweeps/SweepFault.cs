using System.Text.Json.Serialization;

namespace Orchestrator.Sweeps;

/// <summary>One thing wrong with a sweep file: where, which key, what, and the cure. Line and column count from 1; 0 where the whole file is meant.</summary>
/// <param name="Origin">What put the value there instead of the file, such as <c>--set parameters.epochs</c>; then it has no line.</param>
public sealed record SweepFault(int Line, int Column, string Key, string Problem, string? Cure = null, string? Origin = null)
{
    /// <summary>Origin, key, problem and cure; everything but the place in the file.</summary>
    [JsonIgnore]
    public string Words =>
        $"{(Origin is null ? "" : Origin + ": ")}{(Key.Length > 0 && Origin?.EndsWith(" " + Key, StringComparison.Ordinal) != true ? Key + ": " : "")}{Problem}{(Cure is null ? "" : $" ({Cure})")}";

    public override string ToString() => $"{(Line > 0 ? $"line {Line}: " : "")}{Words}";
}
