using Orchestrator.Sweeps.Yaml;

namespace Orchestrator.Sweeps;

/// <summary>A sweep file's checked content with its grid, or everything that is wrong with it; never both.</summary>
/// <param name="Faults">By line, each once; empty where the file is good.</param>
public sealed record SweepFileResult(SweepSpec? Spec, Grid? Grid, IReadOnlyList<SweepFault> Faults)
{
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Spec), nameof(Grid))]
    public bool Good => Spec is not null && Grid is not null;

    /// <summary>Where the file says what weights to start from, for faults that only the submission finds; null where it does not.</summary>
    public YamlNode? StartFrom { get; init; }

    /// <summary>The same file, refused for what it starts from.</summary>
    /// <param name="key">Of the guilty value, such as <c>start_from.sweep</c>.</param>
    public SweepFileResult Refuse(string key, string problem, string? cure)
    {
        var faults = new SweepFaults();
        var start = StartFrom ?? throw new InvalidOperationException("the file starts from no other sweep");
        var guilty = (start as YamlMap)?.Entries.FirstOrDefault(entry => key.EndsWith("." + entry.Key.Text, StringComparison.Ordinal))?.Value;
        faults.Add(guilty ?? start, key, problem, cure);
        return new(null, null, faults.Sorted());
    }
}
