using Experiments.Pictures;
using SkiaSharp;
using Xunit;

namespace Tests.Pictures;

public sealed class LatentPicturesTests
{
    [Fact]
    public void The_manifolds_first_latent_goes_right_and_its_second_up()
    {
        var latents = Manifold.Latents(3, 4);
        Assert.Equal([(-4.0, -4.0), (0, -4), (4, -4), (-4, 0), (0, 0), (4, 0), (-4, 4), (0, 4), (4, 4)], latents);
        using var drawn = new DrawnPicture(Square());
        var places = Enumerable.Range(0, 9).Select(index => drawn.Find(DrawnPicture.Colour(index))).ToArray();
        for (var index = 0; index < 9; index++)
        {
            // Without gaps, and at its own size.
            var expected = SKRectI.Create(places[6].Left + (28 * (index % 3)), places[6].Top + (28 * (2 - (index / 3))), 28, 28);
            Assert.Equal(expected, places[index]);
        }
    }

    [Fact]
    public void The_manifolds_axes_are_labelled()
    {
        using var drawn = new DrawnPicture(Manifold.Png([.. Enumerable.Range(0, 100).Select(_ => Coloured(1))], 10, 4, "Plane"));
        var area = drawn.Find(DrawnPicture.Colour(1));
        Assert.Equal(new SKSizeI(280, 280), area.Size);

        // A number beside the middle of the first and the last image, -4 and 4, on both axes.
        foreach (var middle in new[] { 14, 266 })
        {
            Assert.True(drawn.InkPixels(SKRectI.Create(0, area.Top + middle - 7, area.Left - 6, 14)) > 10);
            Assert.True(drawn.InkPixels(SKRectI.Create(area.Left + middle - 10, area.Bottom + 6, 20, 16)) > 10);
        }

        Assert.True(drawn.InkPixels(SKRectI.Create(0, 0, drawn.Width, area.Top)) > 50);
        var ink = drawn.Ink(drawn.Area);
        Assert.True(ink.Left > 2 && ink.Right < drawn.Width - 2 && ink.Bottom < drawn.Height - 2);
    }

    [Fact]
    public void Images_that_make_no_square_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Manifold.Png([DrawnPicture.Plain(1), DrawnPicture.Plain(2)], 2, 4));
        Assert.Throws<ArgumentException>(() => Manifold.Png([], 0, 4));
        Assert.Throws<ArgumentException>(() => Manifold.Png([DrawnPicture.Plain(1), DrawnPicture.Plain(1), DrawnPicture.Plain(1), DrawnPicture.Plain(1, 29)], 2, 4));
    }

    [Fact]
    public void A_manifold_of_one_image_shows_the_origin()
    {
        Assert.Equal([(0.0, 0.0)], Manifold.Latents(1, 4));
        using var drawn = new DrawnPicture(Manifold.Png([DrawnPicture.Plain(DrawnPicture.Colour(1))], 1, 4));
        Assert.Equal(28, drawn.Find(DrawnPicture.Colour(1)).Width);
    }

    [Fact]
    public void Samples_stand_row_by_row_each_under_its_title()
    {
        using var drawn = new DrawnPicture(Five());
        var places = Enumerable.Range(0, 5).Select(index => drawn.Find(DrawnPicture.Colour(index))).ToArray();
        Assert.Equal(places[0].Left, places[3].Left);
        Assert.True(places[1].Left > places[0].Right && places[2].Left > places[1].Right && places[3].Top > places[0].Bottom);
        Assert.All(places, place =>
        {
            Assert.Equal(new SKSizeI(56, 56), place.Size);
            var title = SKRectI.Create(place.Left - 10, place.Top - 16, 76, 14);
            Assert.True(drawn.InkPixels(title) > 30);
            Assert.InRange(drawn.Ink(title).MidX, place.MidX - 3, place.MidX + 3);
        });
    }

    [Fact]
    public void Latent_values_are_written_with_two_decimals() => Assert.Equal("1.23, -0.46, 4.00", Samples.Title([1.234f, -0.456f, 4]));

    [Fact]
    public void A_long_vector_is_cut_between_two_values()
    {
        var hundred = Samples.Title(Enumerable.Range(0, 100).Select(index => index / 7f));
        Assert.Equal("0.00, 0.14, 0.29, …", Sheet.Cut(hundred, 128, Sheet.SmallSize));
        Assert.Equal("1.00, 2.00", Sheet.Cut("1.00, 2.00", 128, Sheet.SmallSize));
        Assert.EndsWith("…", Sheet.Cut(new string('m', 100), 128, Sheet.SmallSize));
        using var drawn = new DrawnPicture(Samples.Png([(hundred, DrawnPicture.Plain(200, 64)), (hundred, DrawnPicture.Plain(200, 64))], 10));
        Assert.True(drawn.Width < 320);
        Assert.Equal(0, drawn.InkPixels(SKRectI.Create((drawn.Width / 2) - 1, 0, 3, drawn.Height)));
    }

    [Fact]
    public void Samples_without_a_column_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Samples.Png([], 5));
        Assert.Throws<ArgumentException>(() => Samples.Png([("", DrawnPicture.Plain(1))], 0));
    }

    [Fact]
    public void An_interpolation_goes_from_one_original_to_the_other()
    {
        using var drawn = new DrawnPicture(Way());
        foreach (var row in new[] { 0, 10 })
        {
            var places = Enumerable.Range(row, 5).Select(index => drawn.Find(DrawnPicture.Colour(index))).ToArray();
            Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Item1.Right < pair.Item2.Left && pair.Item1.Top == pair.Item2.Top));
            Assert.All(places, place => Assert.True(drawn.InkPixels(SKRectI.Create(place.Left, place.Bottom + 2, place.Width, 16)) > 15));
        }

        Assert.True(drawn.Find(DrawnPicture.Colour(10)).Top > drawn.Find(DrawnPicture.Colour(0)).Bottom + 12);
    }

    [Fact]
    public void An_interpolation_without_a_row_is_refused() => Assert.Throws<ArgumentException>(() => Interpolation.Png([]));

    [Fact]
    public void The_same_numbers_give_the_same_bytes()
    {
        Assert.Equal(Square(), Square());
        Assert.Equal(Five(), Five());
        Assert.Equal(Way(), Way());
    }

    private static Picture Coloured(int index) => DrawnPicture.Plain(DrawnPicture.Colour(index));

    private static byte[] Square() => Manifold.Png([.. Enumerable.Range(0, 9).Select(Coloured)], 3, 4, "Plane");

    private static byte[] Five() => Samples.Png([.. Enumerable.Range(0, 5).Select(index => ("-1.20, 3.40", Coloured(index)))], 3, "Samples");

    private static byte[] Way() => Interpolation.Png([Row(0), Row(10)], "Between");

    private static InterpolationRow Row(int first) =>
        new(Coloured(first), [(0, Coloured(first + 1)), (0.5, Coloured(first + 2)), (1, Coloured(first + 3))], Coloured(first + 4));
}
