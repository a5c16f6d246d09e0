using Experiments.Pictures;
using SkiaSharp;
using Xunit;

namespace Tests.Pictures;

public sealed class ImageGridTests
{
    [Theory]
    [InlineData(28, 56)]
    [InlineData(64, 128)]
    [InlineData(8, 56)]
    [InlineData(160, 160)]
    public void Pictures_are_enlarged_by_a_whole_factor(int side, int shown)
    {
        using var drawn = new DrawnPicture(ImageGrid.Png([("row", [DrawnPicture.Plain(DrawnPicture.Colour(1), side)])]));
        Assert.Equal(new SKSizeI(shown, shown), drawn.Find(DrawnPicture.Colour(1)).Size);
    }

    [Fact]
    public void Every_pixel_becomes_a_sharp_square_of_its_red_green_and_blue()
    {
        var pixels = new byte[28 * 28 * 3];
        (pixels[0], pixels[4], pixels[8], pixels[28 * 3]) = (250, 240, 230, 90);
        using var drawn = new DrawnPicture(ImageGrid.Png([("", [new Picture(28, 28, 3, pixels)])]));
        var place = drawn.Find(new SKColor(250, 0, 0));
        Assert.Equal(new SKSizeI(2, 2), place.Size);
        Assert.Equal(SKRectI.Create(place.Left + 2, place.Top, 2, 2), drawn.Find(new SKColor(0, 240, 0)));
        Assert.Equal(SKRectI.Create(place.Left + 4, place.Top, 2, 2), drawn.Find(new SKColor(0, 0, 230)));
        Assert.Equal(SKRectI.Create(place.Left, place.Top + 2, 2, 2), drawn.Find(new SKColor(90, 0, 0)));
    }

    [Fact]
    public void Grey_stays_grey()
    {
        using var drawn = new DrawnPicture(ImageGrid.Png([("", [DrawnPicture.Plain(137)])]));
        Assert.Equal(56, drawn.Find(new SKColor(137, 137, 137)).Width);
    }

    [Fact]
    public void Rows_lie_under_each_other_and_columns_line_up()
    {
        using var drawn = new DrawnPicture(Some());
        var places = Enumerable.Range(0, 6).Select(index => drawn.Find(DrawnPicture.Colour(index))).ToArray();
        for (var index = 0; index < places.Length; index++)
        {
            Assert.Equal(new SKSizeI(56, 56), places[index].Size);
            Assert.Equal((places[index % 3].Left, places[index - (index % 3)].Top), (places[index].Left, places[index].Top));
        }

        Assert.True(places[1].Left > places[0].Right && places[2].Left > places[1].Right && places[3].Top > places[0].Bottom);
        Assert.True(drawn.Width > places[2].Right && drawn.Height > places[5].Bottom);
    }

    [Fact]
    public void Labels_and_title_are_drawn_whole()
    {
        using var drawn = new DrawnPicture(Some());
        var (first, second) = (drawn.Find(DrawnPicture.Colour(0)), drawn.Find(DrawnPicture.Colour(3)));
        foreach (var row in new[] { first, second })
        {
            var label = SKRectI.Create(0, row.Top, row.Left - 1, row.Height);
            Assert.True(drawn.InkPixels(label) > 60);
            Assert.InRange(drawn.Ink(label).Right, 1, row.Left - 5);
            Assert.InRange(drawn.Ink(label).Left, 3, 12);
        }

        var title = SKRectI.Create(0, 0, drawn.Width, first.Top - 1);
        Assert.InRange(drawn.InkPixels(title), 60, 1000);
        Assert.InRange(drawn.Ink(title).Top, 3, 20);
        Assert.InRange(drawn.Ink(title).Bottom, 10, title.Bottom - 3);
    }

    [Fact]
    public void A_title_wider_than_the_pictures_is_not_clipped()
    {
        using var drawn = new DrawnPicture(ImageGrid.Png([("", [DrawnPicture.Plain(200)])], "A title that is much wider than one picture"));
        Assert.InRange(drawn.Ink(drawn.Area).Right, 300, drawn.Width - 3);
    }

    [Fact]
    public void Rows_may_be_of_unequal_length_and_kind()
    {
        using var drawn = new DrawnPicture(ImageGrid.Png([("decoded", [DrawnPicture.Plain(200, 64), DrawnPicture.Plain(DrawnPicture.Colour(2), 28)]), ("real", [])]));
        Assert.Equal(56, drawn.Find(DrawnPicture.Colour(2)).Width);
        Assert.True(drawn.Height > 256);
    }

    [Fact]
    public void The_same_pictures_give_the_same_bytes() => Assert.Equal(Some(), Some());

    [Fact]
    public void A_grid_without_a_picture_is_refused() => Assert.Throws<ArgumentException>(() => ImageGrid.Png([("row", [])]));

    [Theory]
    [InlineData(28, 28, 1, 783)]
    [InlineData(28, 28, 4, 28 * 28 * 4)]
    [InlineData(0, 28, 1, 0)]
    [InlineData(-1, -1, 1, 1)]
    [InlineData(65536, 65536, 1, 0)]
    public void Bytes_that_are_no_picture_are_refused(int width, int height, int channels, int bytes) =>
        Assert.Throws<ArgumentException>(() => new Picture(width, height, channels, new byte[bytes]));

    private static byte[] Some() => ImageGrid.Png(
        [
            ("original", [.. Enumerable.Range(0, 3).Select(index => DrawnPicture.Plain(DrawnPicture.Colour(index)))]),
            ("reconstructed", [.. Enumerable.Range(3, 3).Select(index => DrawnPicture.Plain(DrawnPicture.Colour(index)))]),
        ],
        "Epoch 3");
}
