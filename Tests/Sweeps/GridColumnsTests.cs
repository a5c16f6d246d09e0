using Orchestrator.Sweeps;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class GridColumnsTests
{
    [Fact]
    public void Columns_hold_what_the_grid_decodes_one_by_one()
    {
        var grid = Grid.Of(Some.Spec(trials: 7, epochs: 3) with { Seeds = [5, ulong.MaxValue] });
        var columns = GridColumns.Of(grid);
        for (var index = 0; index < grid.Count; index++)
        {
            var point = grid.At(index);
            Assert.Equal(point.Seed, columns.Seeds[index]);
            Assert.Equal(point.Parameters.Select(pair => (pair.Key, pair.Value)), columns.Parameters.Select(column => (column.Name, column.Values[column.At[index]])));
        }

        Assert.Equal([7, 1], columns.Parameters.Select(column => column.Values.Count));
    }
}
