using CsCheck;
using Experiments.Data.Folders;
using Xunit;

namespace Tests.Data;

public sealed class AreaResizeTests
{
    [Fact]
    public void Half_the_size_is_the_mean_of_four_with_halves_rounded_up()
    {
        byte[] pixels = [.. Grey(0), .. Grey(1), .. Grey(10), .. Grey(20), .. Grey(1), .. Grey(0), .. Grey(30), .. Grey(41)];
        // 2 of 4 is a half; 101 of 4 is 25.25.
        Assert.Equal([.. Grey(1), .. Grey(25)], Squashed(pixels, 2, 4, height: 1, side: 2));
    }

    [Fact]
    public void Two_and_a_half_pixels_count_by_their_parts()
    {
        // The first new pixel is 0, 100 and half of 200, by 2.5; the second half of 200, 40 and 80.
        byte[] row = [.. Grey(0), .. Grey(100), .. Grey(200), .. Grey(40), .. Grey(80)];
        Assert.Equal([.. Grey(80), .. Grey(88)], Squashed([.. Enumerable.Repeat(row, 5).SelectMany(pixel => pixel)], 5, 5, height: 2, side: 2)[..6]);
    }

    [Fact]
    public void One_pixel_fills_the_picture() =>
        Assert.All(Squashed([7, 8, 9], 1, 1, 64, 64).Chunk(3), pixel => Assert.Equal([7, 8, 9], pixel));

    [Fact]
    public void Every_size_gives_the_exact_mean_of_what_each_new_pixel_covers() =>
        Gen.Select(Gen.Int[1, 13], Gen.Int[1, 13], Gen.Int[1, 9], Gen.Int[0, 1000]).Sample((height, width, side, seed) =>
        {
            var pixels = Enumerable.Range(0, height * width * 3).Select(at => (byte)(((at * 7919) + seed) * 31 % 256)).ToArray();
            var target = new byte[side * side * 3];
            AreaResize.Squash(pixels, height, width, target, side);
            for (var at = 0; at < target.Length; at++)
            {
                Assert.Equal(Mean(pixels, height, width, side, at / 3 / side, at / 3 % side, at % 3), target[at]);
            }
        }, iter: 200);

    // As slow and plain as can be: every source pixel, by how much of it the new one covers, in whole numbers.
    private static byte Mean(byte[] pixels, int height, int width, int side, int top, int left, int channel)
    {
        long sum = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                sum += Overlap(y, top, height, side) * Overlap(x, left, width, side) * pixels[(((y * width) + x) * 3) + channel];
            }
        }

        return (byte)((sum + (height * width / 2)) / (height * width));
    }

    private static long Overlap(int source, int target, int length, int side) =>
        Math.Max(0, Math.Min((source + 1) * side, (target + 1) * length) - Math.Max(source * side, target * length));

    // The target is square: only its upper part is asked for.
    private static byte[] Squashed(byte[] pixels, int fromHeight, int fromWidth, int height, int side)
    {
        var target = new byte[side * side * 3];
        AreaResize.Squash(height == 1 ? [.. pixels, .. pixels] : pixels, height == 1 ? 2 * fromHeight : fromHeight, fromWidth, target, side);
        return target[..(height * side * 3)];
    }

    private static byte[] Grey(byte value) => [value, value, value];
}
