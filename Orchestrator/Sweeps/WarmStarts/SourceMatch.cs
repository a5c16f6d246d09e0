using Shared.Trials;

namespace Orchestrator.Sweeps.WarmStarts;

/// <summary>Which trials of a source sweep agree with a trial: how many, and the first of them.</summary>
public readonly record struct SourceMatches(long Count, long First);

/// <summary>
/// Finds the trials of a source sweep that agree with a trial on every parameter that varies in the source and that the trial has too; the seed counts as one where the source has several.
/// Works block by block of the source's grid (see <see cref="GridBlock"/>), so no list of its trials is made.
/// </summary>
internal sealed class SourceMatch
{
    private readonly Part[] _parts;
    private readonly Dictionary<ulong, long>? _seeds;
    private readonly int _seedCount;

    /// <param name="shared">The parameters of the trials that will be asked for.</param>
    public SourceMatch(SweepSpec source, Grid grid, IEnumerable<string> shared)
    {
        var counts = source.Varying.Intersect(shared).ToHashSet();
        int[] axes = [.. Enumerable.Range(0, source.Axes.Count).Where(axis => counts.Contains(source.Axes[axis].Name))];
        _parts = [.. grid.Blocks.Select(block => new Part(source.Axes, block, [.. axes.Where(block.Axes.Contains)]))];
        _seedCount = source.Seeds.Count;
        _seeds = _seedCount > 1 ? source.Seeds.Select((seed, place) => (seed, place)).ToDictionary(pair => pair.seed, pair => (long)pair.place) : null;
    }

    public SourceMatches Of(GridPoint point)
    {
        var (count, first, seed) = (1L, 0L, 0L);
        if (_seeds?.TryGetValue(point.Seed, out seed) == false)
        {
            return default;
        }

        foreach (var part in _parts)
        {
            var found = part.Of(point);
            if (found.Count == 0)
            {
                return default;
            }

            (count, first) = (count * found.Count, (first * part.Size) + found.First);
        }

        return new(count, (first * _seedCount) + seed);
    }

    /// <summary>One block's valid combinations by the values that count.</summary>
    private sealed class Part
    {
        private readonly string[] _names;
        private readonly Dictionary<ParameterValue, ulong>[] _values;
        private readonly Dictionary<ulong, SourceMatches> _found = [];

        public Part(IReadOnlyList<Axis> axes, GridBlock block, int[] counting)
        {
            Size = block.Count;
            _names = [.. counting.Select(axis => axes[axis].Name)];
            _values = [.. counting.Select(axis => Numbered(axes[axis]))];
            if (counting.Length == 0)
            {
                _found[0] = new(Size, 0);
                return;
            }

            var digits = new int[axes.Count];
            for (long local = 0; local < Size; local++)
            {
                block.Decode(local, digits);
                var code = 0UL;
                for (var i = 0; i < counting.Length; i++)
                {
                    code = Extended(code, i, _values[i][Plain(Grid.ValueOf(axes[counting[i]], digits[counting[i]]))]);
                }

                _found[code] = _found.TryGetValue(code, out var known) ? known with { Count = known.Count + 1 } : new(1, local);
            }
        }

        public long Size { get; }

        public SourceMatches Of(GridPoint point)
        {
            var code = 0UL;
            for (var i = 0; i < _names.Length; i++)
            {
                if (!_values[i].TryGetValue(Plain(point[_names[i]]), out var value))
                {
                    return default;
                }

                code = Extended(code, i, value);
            }

            return _found.GetValueOrDefault(code);
        }

        // No larger than the block's own codes, which fit by the grid's construction.
        private ulong Extended(ulong code, int axis, ulong value) => (code * (ulong)_values[axis].Count) + value;

        // A default that is also a value of its own is one value, though two digits stand for it.
        private static Dictionary<ParameterValue, ulong> Numbered(Axis axis)
        {
            var numbers = new Dictionary<ParameterValue, ulong>();
            foreach (var value in axis.Condition is null ? axis.Values : axis.Values.Append(axis.Default))
            {
                numbers.TryAdd(Plain(value), (ulong)numbers.Count);
            }

            return numbers;
        }

        // Two experiments may disagree on whether a parameter is a whole number.
        private static ParameterValue Plain(ParameterValue value) => value.Kind == ParameterKind.Integer ? ParameterValue.Of((double)value.AsInteger()) : value;
    }
}
