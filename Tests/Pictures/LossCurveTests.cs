using CsCheck;
using Experiments.Pictures;
using Shared.Wire;
using SkiaSharp;
using Xunit;

namespace Tests.Pictures;

public sealed class LossCurveTests
{
    // ScottPlot's first colour.
    private static readonly SKColor First = new(0x1F, 0x77, 0xB4);

    // Below the legend.
    private static readonly SKRectI Lines = new(75, 120, 615, 350);

    [Fact]
    public void Title_axes_and_legend_are_drawn_whole()
    {
        using var drawn = new DrawnPicture(LossCurve.Png(Rows([0.3, 0.2, 0.1], [0.4, 0.3, 0.2]), "Denoising", "binary cross-entropy"));
        Assert.Equal((640, 400), (drawn.Width, drawn.Height));
        var title = SKRectI.Create(0, 0, 640, 30);
        var epochs = SKRectI.Create(0, 360, 640, 40);
        var losses = SKRectI.Create(0, 60, 20, 290);
        Assert.True(drawn.InkPixels(title) > 100);
        Assert.True(drawn.InkPixels(epochs) > 80);
        Assert.True(drawn.InkPixels(losses) > 100);
        Assert.True(drawn.Ink(drawn.Area).Left > 3);
        Assert.True(drawn.InkPixels(SKRectI.Create(555, 50, 50, 40)) > 50);
    }

    [Fact]
    public void An_outlier_in_the_first_epoch_does_not_flatten_the_rest()
    {
        using var drawn = new DrawnPicture(LossCurve.Png(Rows([1000, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1.5, 1]), "Outlier", "loss"));
        Assert.True(drawn.Find(SKRectI.Create(75, 42, 480, 310), colour => colour == First).Height > 200);
    }

    [Fact]
    public void One_epoch_is_one_mark_amid_the_plot()
    {
        using var drawn = new DrawnPicture(LossCurve.Png(Rows([0.123]), "One", "loss"));
        var mark = drawn.Find(Lines, colour => colour == First);
        Assert.InRange(mark.Width, 3, 9);
        Assert.InRange(mark.MidX, 300, 390);
        Assert.InRange(mark.MidY, 170, 230);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_short_curve_shows_its_first_and_highest_loss_with_its_whole_mark(int epochs)
    {
        double[] steep = [.. Enumerable.Range(0, epochs).Select(epoch => Math.Pow(0.25, epoch))];
        using var drawn = new DrawnPicture(LossCurve.Png(Rows(steep, [.. steep.Select(loss => 0.4 * loss)]), "Short", "loss"));
        // Left of its middle the first mark has no line beside it.
        var all = drawn.Find(SKRectI.Create(60, 35, 560, 320), colour => colour == First);
        var mark = drawn.Find(SKRectI.Create(all.Left, 35, 3, 320), colour => colour == First);
        Assert.InRange(mark.Height, 2, 8);
        Assert.True(all.Top > 45, $"cut at {all.Top}");
        Assert.True(epochs == 1 || all.Width > 400);
        var (low, high) = LossRange.Of(steep, epochs);
        Assert.True(low < steep[^1] && high > steep[0]);
    }

    [Theory]
    [InlineData(5, 5, 9)]
    [InlineData(100, 1, 4)]
    public void Only_few_points_are_marked(int epochs, int least, int most)
    {
        using var drawn = new DrawnPicture(LossCurve.Png(Rows([.. Enumerable.Repeat(0.5, epochs)]), "Marks", "loss"));
        Assert.InRange(drawn.Find(Lines, colour => colour == First).Height, least, most);
    }

    [Fact]
    public void What_was_not_measured_or_is_not_finite_is_left_out()
    {
        using var none = new DrawnPicture(LossCurve.Png([], "None", "loss"));
        using var drawn = new DrawnPicture(LossCurve.Png(Rows([0.5, double.NaN, double.PositiveInfinity, 0.5]), "Some", "loss"));
        Assert.True(drawn.Find(Lines, colour => colour == First).Width > 400);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes() =>
        Assert.Equal(LossCurve.Png(Rows([3, 2, 1]), "Same", "loss"), LossCurve.Png(Rows([3, 2, 1]), "Same", "loss"));

    [Fact]
    public void All_losses_are_shown_where_none_stands_out()
    {
        var (low, high) = LossRange.Of([3, 2.5, 2, 1.5, 1], 5);
        Assert.InRange(low, 0.8, 0.999);
        Assert.InRange(high, 3.001, 3.2);
    }

    [Fact]
    public void The_range_holds_nine_tenths_in_half_of_its_height() => Gen.Double[-1e3, 1e3].Array[1, 60].Sample(losses =>
    {
        var (low, high) = LossRange.Of(losses, losses.Length);
        var sorted = losses.Order().ToArray();
        Assert.True(low < sorted[0] && high > low);
        Assert.True(sorted[(int)(0.9 * (losses.Length - 1))] <= high);
    });

    [Fact]
    public void Ticks_are_round_and_within_and_not_too_many() => Gen.Select(Gen.Double[-1e4, 1e4], Gen.Double[1e-3, 1e4], Gen.Int[2, 12], Gen.Bool).Sample((low, span, most, whole) =>
    {
        var ticks = RoundNumbers.Between(low, low + span, most, whole);
        Assert.InRange(ticks.Length, 1, most);
        if (ticks.Length > 1)
        {
            Assert.All(ticks, tick => Assert.InRange(tick, low - (1e-6 * span), low + (1.000001 * span)));
            Assert.All(ticks, tick => Assert.True(!whole || tick == Math.Round(tick)));
            Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(ticks[1] - ticks[0], pair.Item2 - pair.Item1, 1e-6 * span));
        }
    });

    [Fact]
    public void Ticks_are_what_people_would_choose()
    {
        Assert.Equal([-4, -3, -2, -1, 0, 1, 2, 3, 4], RoundNumbers.Between(-4, 4, 9));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], RoundNumbers.Between(1, 10, 11, whole: true));
        Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], RoundNumbers.Between(1, 100, 11, whole: true));
        Assert.Equal([1], RoundNumbers.Between(1, 1, 11, whole: true));
        Assert.Equal([1, 2], RoundNumbers.Between(1, 2, 11, whole: true));
        Assert.Equal([0.1, 0.2, 0.3], RoundNumbers.Between(0.1, 0.3, 4));
    }

    private static MetricRow[] Rows(double[] losses, double[]? validation = null) =>
    [
        .. losses.Select((loss, index) =>
        {
            var row = new MetricRow { Step = index + 1, Metrics = { new Metric { Name = "loss", Value = loss } } };
            if (validation is not null)
            {
                row.Metrics.Add(new Metric { Name = "val_loss", Value = validation[index] });
            }

            return row;
        }),
    ];
}
