namespace Orchestrator.Sweeps.WarmStarts;

/// <summary>A trial whose weights another one starts from.</summary>
public readonly record struct SourceRef(string Sweep, int Index, string Key);

/// <summary>The source trial of each trial of a warm-started sweep; a function of the sweep's description alone.</summary>
internal sealed class WarmSources
{
    private readonly WarmSource _source;
    private readonly Grid? _grid;
    private readonly SourceMatch? _match;

    /// <param name="parameters">Names of the sweep's own parameters.</param>
    public WarmSources(WarmSource source, IEnumerable<string> parameters)
    {
        _source = source;
        if (source.Spec is { } spec)
        {
            _grid = Grid.Of(spec);
            _match = new SourceMatch(spec, _grid, parameters);
        }
    }

    /// <summary>The source trials that agree with a trial; exactly one once the sweep was accepted.</summary>
    public SourceMatches Matches(GridPoint point) => _source.Trial is { } trial ? new(1, trial) : _match!.Of(point);

    /// <exception cref="InvalidOperationException">No source trial, or more than one, agrees with the trial: the sweep was never accepted.</exception>
    public SourceRef Of(GridPoint point) => Matches(point) is { Count: 1, First: var index }
        ? new(_source.SweepId, (int)index, _source.Key ?? _grid!.KeyAt(index))
        : throw new InvalidOperationException($"trial {point.Index} has no trial of {_source.SweepId} to start from");
}
