using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>A parameter over all trials of a grid: its distinct values, and each trial's place among them.</summary>
public sealed record ParameterColumn(string Name, IReadOnlyList<ParameterValue> Values, int[] At);

/// <summary>All trials' parameters and seeds as columns, for those who show the whole grid.</summary>
public sealed record GridColumns(IReadOnlyList<ParameterColumn> Parameters, ulong[] Seeds)
{
    public static GridColumns Of(Grid grid)
    {
        var count = checked((int)grid.Count);
        var seeds = new ulong[count];
        List<Builder> columns = [];
        for (var index = 0; index < count; index++)
        {
            var point = grid.At(index);
            seeds[index] = point.Seed;
            for (var axis = 0; axis < point.Parameters.Count; axis++)
            {
                if (axis == columns.Count)
                {
                    columns.Add(new Builder(point.Parameters[axis].Key, count));
                }

                columns[axis].Set(index, point.Parameters[axis].Value);
            }
        }

        return new GridColumns([.. columns.Select(column => column.Done())], seeds);
    }

    private sealed class Builder(string name, int count)
    {
        private readonly Dictionary<ParameterValue, int> _places = [];
        private readonly int[] _at = new int[count];

        public void Set(int index, ParameterValue value)
        {
            if (!_places.TryGetValue(value, out var place))
            {
                _places[value] = place = _places.Count;
            }

            _at[index] = place;
        }

        public ParameterColumn Done() => new(name, [.. _places.Keys], _at);
    }
}
