using ScottPlot;
using Shared.Wire;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>Loss and validation loss by epoch, one figure.</summary>
public static class LossCurve
{
    static LossCurve()
    {
        Fonts.FontResolvers.Insert(0, new OwnFont());
        Fonts.Default = PictureFont.Name;
    }

    public static byte[] Png(IReadOnlyList<MetricRow> rows, string title)
    {
        using var plot = new Plot();
        Line(plot, rows, "loss");
        Line(plot, rows, "val_loss");
        plot.Title(title, size: 15);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.XLabel("epoch");
        plot.YLabel("binary cross-entropy");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Alignment.UpperRight);
        return plot.GetImageBytes(640, 400, ImageFormat.Png);
    }

    private static void Line(Plot plot, IReadOnlyList<MetricRow> rows, string metric)
    {
        var points = rows
            .SelectMany(row => row.Metrics.Where(measured => measured.Name == metric).Select(measured => new Coordinates(row.Step, measured.Value)))
            .ToArray();
        var line = plot.Add.Scatter(points);
        line.LegendText = metric;
        line.LineWidth = 2;
        line.MarkerSize = 6;
    }

    private sealed class OwnFont : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) => PictureFont.Typeface;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => PictureFont.Typeface;
    }
}
