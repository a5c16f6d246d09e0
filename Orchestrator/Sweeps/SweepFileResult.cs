namespace Orchestrator.Sweeps;

/// <summary>A sweep file's checked content with its grid, or everything that is wrong with it; never both.</summary>
/// <param name="Faults">By line, each once; empty where the file is good.</param>
public sealed record SweepFileResult(SweepSpec? Spec, Grid? Grid, IReadOnlyList<SweepFault> Faults)
{
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Spec), nameof(Grid))]
    public bool Good => Spec is not null && Grid is not null;
}
