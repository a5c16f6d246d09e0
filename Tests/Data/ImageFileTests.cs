using Experiments.Data.Folders;
using SkiaSharp;
using Tests.Support;
using Xunit;

namespace Tests.Data;

public sealed class ImageFileTests : IDisposable
{
    // 8x8 pixels of rgb(200, 100, 50) in four inks, as libvips writes them: without a profile to go by, readers make rgb(207, 78, 16) of it.
    private const string CmykJpeg =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgA"
        + "CAAIBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAkHCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8AVNKhvtpv/9k=";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_of_its_own_size_keeps_its_bytes()
    {
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64 * 3).Select(at => (byte)(at * 31))];
        Assert.Equal(pixels, Read(PngBytes.Of(64, 64, PngBytes.Rgb, 8, pixels)));
    }

    [Theory]
    [InlineData(PngBytes.Grey, 8, new byte[] { 90, 90 }, 90, 90, 90)]
    [InlineData(PngBytes.Grey, 16, new byte[] { 90, 90, 90, 90 }, 90, 90, 90)]
    [InlineData(PngBytes.Grey, 1, new byte[] { 0b1100_0000 }, 255, 255, 255)]
    [InlineData(PngBytes.Grey, 4, new byte[] { 0x66 }, 0x66, 0x66, 0x66)]
    [InlineData(PngBytes.Rgb, 16, new byte[] { 10, 10, 20, 20, 30, 30, 10, 10, 20, 20, 30, 30 }, 10, 20, 30)]
    [InlineData(PngBytes.GreyAlpha, 8, new byte[] { 0, 0, 0, 0 }, 255, 255, 255)]
    [InlineData(PngBytes.GreyAlpha, 8, new byte[] { 100, 255, 100, 255 }, 100, 100, 100)]
    [InlineData(PngBytes.Rgba, 8, new byte[] { 255, 0, 0, 51, 255, 0, 0, 51 }, 255, 204, 204)]
    [InlineData(PngBytes.Rgba, 16, new byte[] { 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255 }, 0, 255, 0)]
    public void Every_kind_of_png_becomes_rgb_on_white(byte kind, byte depth, byte[] row, byte red, byte green, byte blue) =>
        AssertPlain(Read(PngBytes.Of(2, 1, kind, depth, row)), red, green, blue);

    [Fact]
    public void A_palette_is_looked_up() =>
        AssertPlain(Read(PngBytes.Of(2, 1, PngBytes.Palette, 8, [1, 1], [("PLTE", [1, 2, 3, 40, 50, 60])])), 40, 50, 60);

    [Fact]
    public void Of_an_animation_the_still_picture_is_taken()
    {
        byte[] frame = [.. new byte[4], 0, 0, 0, 2, 0, 0, 0, 1, .. new byte[8], 0, 1, 0, 10, 0, 0];
        byte[] next = [0, 0, 0, 1, .. frame[4..]];
        byte[] pixels = [0, 0, 0, 2, .. PngBytes.Packed([1, 1, 1, 1, 1, 1], 1)];
        AssertPlain(
            Read(PngBytes.Of(
                2, 1, PngBytes.Rgb, 8, [9, 8, 7, 9, 8, 7], [("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), ("fcTL", frame)], [("fcTL", next), ("fdAT", pixels)])),
            9, 8, 7);
    }

    [Fact]
    public void A_cmyk_jpeg_becomes_rgb() => AssertPlain(Read(Convert.FromBase64String(CmykJpeg)), 207, 78, 16, tolerance: 3);

    [Theory]
    [InlineData(SKColorType.Gray8)]
    [InlineData(SKColorType.Rgba8888)]
    public void A_jpeg_becomes_rgb(SKColorType colors)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(37, 91, colors, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(120, 120, 120));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        AssertPlain(Read(jpeg.ToArray()), 120, 120, 120, tolerance: 1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(333, 7)]
    public void Any_size_is_squashed(int width, int height) => AssertPlain(Read(PngBytes.Plain(width, height, 3, 150, 250)), 3, 150, 250);

    [Theory]
    [InlineData("GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000!\u00f9\u0004\u0000\u0000\u0000\u0000\u0000,\u0000\u0000\u0000\u0000\u0001\u0000\u0001\u0000\u0000\u0002\u0001\u0044\u0000;", "is neither PNG nor JPEG but GIF")]
    [InlineData("hello", "is no image")]
    [InlineData("", "is empty")]
    public void What_is_no_png_or_jpeg_is_refused_whatever_its_name(string content, string reason) =>
        Assert.StartsWith(reason, Refused([.. content.Select(letter => (byte)letter)]));

    [Fact]
    public void A_webp_is_refused()
    {
        using var bitmap = new SKBitmap(2, 2);
        using var webp = bitmap.Encode(SKEncodedImageFormat.Webp, 80);
        Assert.Equal("is neither PNG nor JPEG but WEBP", Refused(webp.ToArray()));
    }

    [Fact]
    public void A_cut_file_is_refused()
    {
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64 * 3).Select(at => (byte)(at * at))];
        var png = PngBytes.Of(64, 64, PngBytes.Rgb, 8, pixels);
        Assert.Equal("is cut off", Refused(png[..(png.Length / 2)]));
        Assert.StartsWith("is no image", Refused(png[..20]));
    }

    [Fact]
    public void An_image_that_would_fill_the_memory_is_refused()
    {
        var png = PngBytes.Of(20_000, 20_000, PngBytes.Grey, 1, new byte[20_000]);
        Assert.Equal("has 20000x20000 pixels, more than 100 million", Refused(png));
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.StartsWith("can't be read: ", Assert.Throws<UnreadableImageException>(() => ImageFile.Read(_folder.File("nothing.png"), new byte[12288], 64)).Message);

    private static void AssertPlain(byte[] pixels, byte red, byte green, byte blue, int tolerance = 0) => Assert.All(pixels.Chunk(3), pixel =>
    {
        Assert.InRange(pixel[0], red - tolerance, red + tolerance);
        Assert.InRange(pixel[1], green - tolerance, green + tolerance);
        Assert.InRange(pixel[2], blue - tolerance, blue + tolerance);
    });

    private string Refused(byte[] content) => Assert.Throws<UnreadableImageException>(() => Read(content)).Message;

    private byte[] Read(byte[] content)
    {
        var path = _folder.File("image.png");
        File.WriteAllBytes(path, content);
        var pixels = new byte[64 * 64 * 3];
        ImageFile.Read(path, pixels, 64);
        return pixels;
    }
}
