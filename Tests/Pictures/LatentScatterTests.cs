using Experiments.Pictures;
using SkiaSharp;
using Xunit;

namespace Tests.Pictures;

public sealed class LatentScatterTests
{
    private static readonly SKRectI Plane = new(60, 45, 620, 595);

    [Fact]
    public void The_colour_bar_has_a_segment_and_a_number_for_each_label()
    {
        using var drawn = new DrawnPicture(LatentScatter.Png([(0, 0)], [9], "Digits"));
        var bar = drawn.Find(SKRectI.Create(636, 0, 22, 640), colour => colour != SKColors.White);
        var segments = Enumerable.Range(0, 10).Select(label => drawn[bar.MidX - 3, (int)(bar.Bottom - ((label + 0.5) * bar.Height / 10))]).ToArray();
        Assert.Equal(10, segments.Distinct().Count());
        Assert.Equal(new SKColor(0x1F, 0x77, 0xB4), segments[0]);
        Assert.Equal(new SKColor(0x17, 0xBE, 0xCF), segments[9]);
        for (var label = 0; label < 10; label++)
        {
            var middle = (int)(bar.Bottom - ((label + 0.5) * bar.Height / 10));
            var number = drawn.Ink(SKRectI.Create(bar.Right + 6, middle - 12, drawn.Width - bar.Right - 6, 24));
            Assert.InRange(number.Height, 7, 13);
            Assert.InRange(number.Right, bar.Right + 8, drawn.Width - 5);
            Assert.InRange(number.MidY, middle - 2, middle + 2);
        }
    }

    [Fact]
    public void Title_and_axes_are_drawn()
    {
        using var drawn = new DrawnPicture(LatentScatter.Png([(0, 0), (1, 1)], null, "Digits in the latent plane"));
        Assert.True(drawn.InkPixels(SKRectI.Create(0, 0, 640, 30)) > 100);
        Assert.True(drawn.InkPixels(SKRectI.Create(0, 600, 640, 40)) > 50);
        Assert.True(drawn.InkPixels(SKRectI.Create(0, 45, 50, 550)) > 50);
    }

    [Fact]
    public void One_unit_is_as_long_to_the_right_as_upwards()
    {
        using var drawn = new DrawnPicture(LatentScatter.Png([(-3.03f, -0.51f), (3.03f, -0.51f), (-3.03f, 0.97f)], [0, 1, 2], "Axes"));
        var (left, right, up) = (Mark(drawn, 0), Mark(drawn, 1), Mark(drawn, 2));
        Assert.InRange(left.MidY - right.MidY, -1, 1);
        Assert.InRange(left.MidX - up.MidX, -1, 1);
        Assert.True(up.MidY < left.MidY && right.MidX > left.MidX);
        Assert.Equal((right.MidX - left.MidX) / 6.06, (left.MidY - up.MidY) / 1.48, 1.5);
    }

    [Fact]
    public void Without_labels_there_is_one_colour_and_no_bar()
    {
        using var drawn = new DrawnPicture(LatentScatter.Png([(0.03f, 0.03f), (1, 1)], null, "Faces"));
        Assert.Equal((640, 640), (drawn.Width, drawn.Height));
        Assert.False(Mark(drawn, 0).IsEmpty);
    }

    [Fact]
    public void A_later_point_lies_over_an_earlier_one_whatever_its_label()
    {
        using var drawn = new DrawnPicture(LatentScatter.Png([.. Enumerable.Repeat((0.03f, 0.03f), 20)], [.. Enumerable.Repeat(9, 10), .. Enumerable.Repeat(3, 10)], "Order"));
        var mark = drawn.Find(Plane, pixel => pixel is { Red: > 190, Green: < 60, Blue: < 60 });
        Assert.InRange(mark.Width, 3, 6);
    }

    [Fact]
    public void Values_that_are_not_finite_are_left_out()
    {
        using var drawn = new DrawnPicture(LatentScatter.Png([(float.NaN, 0), (0.03f, 0.03f), (float.PositiveInfinity, 1)], [0, 1, 2], "Some"));
        Assert.True(Mark(drawn, 0).IsEmpty && Mark(drawn, 2).IsEmpty);
        Assert.False(Mark(drawn, 1).IsEmpty);
    }

    [Fact]
    public void Ten_thousand_points_give_the_same_bytes_twice()
    {
        Assert.Equal(Png(), Png());

        static byte[] Png() => LatentScatter.Png(
            [.. Enumerable.Range(0, 10_000).Select(index => ((float)Math.Sin(index), (float)Math.Cos(index * 1.7)))], [.. Enumerable.Range(0, 10_000).Select(index => index % 10)], "Same");
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LatentScatter.Png([(0, 0)], [0, 1], "Count"));
        Assert.Throws<ArgumentException>(() => LatentScatter.Png([(0, 0)], [10], "Range"));
        Assert.Throws<ArgumentException>(() => LatentScatter.Png([(0, 0)], [-1], "Range"));
    }

    // Translucent on white.
    private static SKRectI Mark(DrawnPicture drawn, int label)
    {
        var colour = ClassColours.Of(10)[label];
        var (red, green, blue) = (Seen(colour.Red), Seen(colour.Green), Seen(colour.Blue));
        return drawn.Find(Plane, pixel => Math.Abs(pixel.Red - red) < 4 && Math.Abs(pixel.Green - green) < 4 && Math.Abs(pixel.Blue - blue) < 4);

        static int Seen(byte value) => 255 - ((255 - value) * 150 / 255);
    }
}
