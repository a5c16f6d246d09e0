using Orchestrator.Sweeps.WarmStarts;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>
/// All trials of a sweep, addressed by a dense index and never held as a list: mixed radix over blocks of axes (see <see cref="GridBlock"/>), the first axis slowest, the seed fastest.
/// The same sweep always gives the same order. Immutable, so any thread may read it.
/// </summary>
public sealed class Grid
{
    /// <summary>A trial costs the coordinator 18 bytes; beyond this its snapshot is more than a database cell likes.</summary>
    public const long MostTrials = 10_000_000;

    private readonly SweepSpec _spec;
    private readonly GridBlock[] _blocks;
    private readonly Grid[] _later;
    private readonly long _own;
    private readonly IReadOnlyList<int> _trained;
    private readonly Lazy<WarmSources?> _sources;
    private readonly Lazy<TrialFilter?> _trainsOn;

    /// <param name="later">The grids that extensions put behind this one.</param>
    internal Grid(SweepSpec spec, IEnumerable<GridBlock> blocks, long count, IEnumerable<Grid> later)
    {
        _spec = spec;
        _blocks = [.. blocks];
        _sources = new(() => spec.StartFrom?.Source is { } source ? new WarmSources(source, spec.Axes.Select(axis => axis.Name)) : null);
        _trainsOn = new(() => spec.Extensions?.LastOrDefault(extension => extension.Epochs > 0) is { TrainsOn.Length: > 0 } last ? TrialFilter.Read(spec, last.TrainsOn, out _) : null);
        _later = [.. later];
        _own = count;
        _trained = SweepExtensions.TrainedTo(spec);
        Count = count + _later.Sum(part => part.Count);
    }

    /// <summary>How many trials: grid points times seeds.</summary>
    public long Count { get; }

    internal IReadOnlyList<GridBlock> Blocks => _blocks;

    /// <summary>How many there would be without conditions and constraints; <see cref="long.MaxValue"/> stands for more.</summary>
    public long Uncut => _spec.Axes.Aggregate(
        (long)_spec.Seeds.Count, (product, axis) => (long)Int128.Min((Int128)product * SweepExtensions.ValuesOf(_spec, axis).Count, long.MaxValue));

    /// <exception cref="ArgumentException">The sweep has no grid (no trial satisfies its constraints, or far too many do) or was not checked.</exception>
    public static Grid Of(SweepSpec spec) => TryOf(spec, out var fault) ?? throw new ArgumentException(fault!.Problem, nameof(spec));

    /// <summary>The grid, or null and why there is none.</summary>
    public static Grid? TryOf(SweepSpec spec, out GridFault? fault) => GridBuilder.Build(spec, out fault);

    /// <summary>The trial at an index from 0 to <see cref="Count"/> - 1.</summary>
    public GridPoint At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _trained is [var epochs, ..] ? Trained(AsSubmitted(index), epochs) : AsSubmitted(index);
    }

    /// <summary>Keys of the same trial with fewer epochs, newest first: it may go on from their checkpoints to the same bits. Empty where there are none.</summary>
    public IReadOnlyList<string> ShorterKeysAt(long index)
    {
        if (_trained.Count == 0 || _trainsOn.Value?.Choose(this, [(int)index]) is not [_])
        {
            return [];
        }

        var submitted = AsSubmitted(index);
        return [.. _trained.Skip(1).Select(epochs => KeyOf(Trained(submitted, epochs))), KeyOf(submitted)];
    }

    // Before any trial trained on.
    private GridPoint AsSubmitted(long index)
    {
        var behind = index - _own;
        foreach (var part in behind < 0 ? [] : _later)
        {
            if (behind < part.Count)
            {
                return part.At(behind) with { Index = index };
            }

            behind -= part.Count;
        }

        Span<int> digits = _spec.Axes.Count <= 256 ? stackalloc int[_spec.Axes.Count] : new int[_spec.Axes.Count];
        var (rest, seed) = Math.DivRem(index, _spec.Seeds.Count);
        for (var block = _blocks.Length - 1; block >= 0; block--)
        {
            (rest, var local) = Math.DivRem(rest, _blocks[block].Count);
            _blocks[block].Decode(local, digits);
        }

        var parameters = new KeyValuePair<string, ParameterValue>[digits.Length];
        for (var axis = 0; axis < digits.Length; axis++)
        {
            parameters[axis] = new(_spec.Axes[axis].Name, ValueOf(_spec.Axes[axis], digits[axis]));
        }

        return new GridPoint(index, parameters, _spec.Seeds[(int)seed]);
    }

    /// <summary>The name of the trial at an index by all that decides its result.</summary>
    /// <exception cref="InvalidOperationException">The weights that the trial starts from are not known yet.</exception>
    public string KeyAt(long index) => KeyOf(At(index));

    /// <summary>The trial whose final weights a trial starts from; null where it draws its own.</summary>
    /// <exception cref="InvalidOperationException">It is not known yet: it is chosen when the sweep is submitted.</exception>
    public SourceRef? SourceOf(GridPoint point) => _spec.StartFrom is { Source: null }
        ? throw new InvalidOperationException($"which weights of '{_spec.StartFrom.Sweep}' the trials start from is chosen when the sweep is submitted")
        : _sources.Value?.Of(point);

    /// <summary>How many trials hold each value of a parameter.</summary>
    /// <exception cref="ArgumentException">No axis has that name.</exception>
    public IReadOnlyDictionary<ParameterValue, long> CountsOf(string parameter)
    {
        var axis = _spec.Axes.Select((candidate, index) => (candidate.Name, index)).FirstOrDefault(pair => pair.Name == parameter, (Name: "", index: -1)).index;
        var block = _blocks.FirstOrDefault(block => block.Axes.Contains(axis)) ?? throw new ArgumentException($"no axis is called '{parameter}'", nameof(parameter));
        var digits = new int[_spec.Axes.Count];
        var counts = new Dictionary<ParameterValue, long>();
        for (long local = 0; local < block.Count; local++)
        {
            block.Decode(local, digits);
            var value = ValueOf(_spec.Axes[axis], digits[axis]);
            counts[value] = counts.GetValueOrDefault(value) + (_own / block.Count);
        }

        foreach (var (value, more) in _later.SelectMany(part => part.CountsOf(parameter)))
        {
            counts[value] = counts.GetValueOrDefault(value) + more;
        }

        return counts;
    }

    private string KeyOf(GridPoint point)
    {
        var start = SourceOf(point)?.Key;
        return TrialKey.Of(_spec.Experiment, _spec.ExperimentVersion, _spec.Dataset.Name, _spec.Dataset.Options, point.Parameters, point.Seed, start);
    }

    private static GridPoint Trained(GridPoint point, int epochs) => point with
    {
        Parameters = [.. point.Parameters.Select(pair => pair.Key == SweepExtensions.Epochs ? new(pair.Key, ParameterValue.Of((long)epochs)) : pair)],
    };

    internal static ParameterValue ValueOf(Axis axis, int digit) => digit < axis.Values.Count ? axis.Values[digit] : axis.Default;
}
