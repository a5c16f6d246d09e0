namespace Orchestrator.Sweeps;

/// <summary>One thing wrong with a sweep file: where, which key, what, and the cure. Line and column count from 1; 0 where the whole file is meant.</summary>
public sealed record SweepFault(int Line, int Column, string Key, string Problem, string? Cure = null)
{
    public override string ToString() =>
        $"{(Line > 0 ? $"line {Line}: " : "")}{(Key.Length > 0 ? Key + ": " : "")}{Problem}{(Cure is null ? "" : $" ({Cure})")}";
}
