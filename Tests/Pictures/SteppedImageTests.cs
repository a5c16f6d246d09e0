using Experiments.Pictures;
using SkiaSharp;
using Xunit;

namespace Tests.Pictures;

public sealed class SteppedImageTests
{
    [Fact]
    public void Its_name_is_the_one_that_MLflows_image_grid_reads_and_the_same_each_time()
    {
        var path = SteppedImage.PathOf("reconstruction", 20, "key");
        Assert.Matches("^images/reconstruction%step%20%timestamp%20%[g-v][0-9a-f]{7}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", path);
        Assert.Equal(path, SteppedImage.PathOf("reconstruction", 20, "key"));
        Assert.NotEqual(path[^36..], SteppedImage.PathOf("reconstruction", 20, "other")[^36..]);
    }

    [Theory]
    [InlineData(600, 150, 256, 64)]
    [InlineData(20, 40, 128, 256)]
    public void Its_thumbnail_is_scaled_so_that_the_longer_side_has_256_pixels(int width, int height, int scaledWidth, int scaledHeight)
    {
        var png = new Picture(width, height, 1, Enumerable.Repeat((byte)200, width * height).ToArray()).Png();
        var webp = SteppedImage.Thumbnail(png);
        Assert.Equal("WEBP"u8, webp.AsSpan(8, 4));
        using var thumbnail = SKBitmap.Decode(webp);
        Assert.Equal((scaledWidth, scaledHeight), (thumbnail.Width, thumbnail.Height));
        Assert.InRange(thumbnail.GetPixel(scaledWidth / 2, scaledHeight / 2).Red, 196, 204);
    }
}
