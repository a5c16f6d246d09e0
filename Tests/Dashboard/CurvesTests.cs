using System.Runtime.InteropServices;
using Orchestrator.Dashboard.Tracked;
using Xunit;

namespace Tests.Dashboard;

public sealed class CurvesTests
{
    [Fact]
    public async Task Curves_are_written_as_the_page_reads_them()
    {
        var curves = new Curves();
        curves.Add(3, [1, 2, 3], [0.5f, float.NaN, 0.25f], points: 200);
        curves.Add(4, [], [], points: 200);
        curves.Add(9, [7], [float.PositiveInfinity], points: 200);

        var bytes = await BytesAsync(curves);

        Assert.Equal([2, 3, 3, 9, 1, 1, 2, 3, 7], MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, 9 * 4)).ToArray());
        Assert.Equal([0.5f, float.NaN, 0.25f, float.PositiveInfinity], MemoryMarshal.Cast<byte, float>(bytes.AsSpan(9 * 4)).ToArray());
    }

    [Theory]
    [InlineData(1_000, 200, 200)]
    [InlineData(200, 200, 200)]
    [InlineData(7, 2, 2)]
    [InlineData(1, 2, 1)]
    public async Task A_long_curve_is_thinned_out_and_keeps_its_ends(int length, int points, int kept)
    {
        var curves = new Curves();
        curves.Add(0, [.. Enumerable.Range(1, length)], [.. Enumerable.Range(1, length).Select(i => (float)i)], points);

        var numbers = MemoryMarshal.Cast<byte, int>(await BytesAsync(curves)).ToArray();

        Assert.Equal(kept, numbers[2]);
        var steps = numbers[3..(3 + kept)];
        Assert.Equal((1, length), (steps[0], steps[^1]));
        Assert.Equal(kept, steps.Distinct().Count());
    }

    private static async Task<byte[]> BytesAsync(Curves curves)
    {
        using var stream = new MemoryStream();
        await curves.WriteAsync(stream, default);
        return stream.ToArray();
    }
}
