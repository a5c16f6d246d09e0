using Orchestrator.Sweeps.Yaml;

namespace Orchestrator.Sweeps;

/// <summary>Gathers what is wrong with a sweep file, so that a person reads all of it at once.</summary>
public sealed class SweepFaults
{
    /// <summary>A longer list helps nobody; how many more there are is said at its end.</summary>
    public const int MostShown = 50;

    // A megabyte of faults is found one by one; what would not be shown is only counted.
    private const int MostKept = 10_000;

    private readonly HashSet<SweepFault> _faults = [];
    private int _more;

    public bool None => _faults.Count == 0;

    public void Add(int line, int column, string key, string problem, string? cure = null) => Add(new SweepFault(line, column, key, problem, cure));

    public void Add(YamlNode at, string key, string problem, string? cure = null) => Add(at, at.Column, key, problem, cure);

    /// <param name="column">The place in the node's line.</param>
    public void Add(YamlNode at, int column, string key, string problem, string? cure = null) =>
        Add(new SweepFault(at.Line, at.Origin is null ? column : 0, key, problem, cure, at.Origin));

    public void Add(SweepFault fault)
    {
        if (_faults.Count < MostKept)
        {
            _faults.Add(fault);
        }
        else
        {
            _more++;
        }
    }

    /// <summary>By line and column, each once, at most <see cref="MostShown"/>.</summary>
    public IReadOnlyList<SweepFault> Sorted()
    {
        var sorted = _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).ThenBy(fault => fault.Key, StringComparer.Ordinal).ToList();
        var hidden = sorted.Count + _more - MostShown;
        return hidden <= 0 ? sorted : [.. sorted.Take(MostShown), new(0, 0, "", $"and {hidden} more")];
    }
}
