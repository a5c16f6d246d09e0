using System.Globalization;
using ScottPlot;
using Shared.Wire;

namespace Experiments.Pictures;

/// <summary>Loss and validation loss by epoch, one figure.</summary>
public static class LossCurve
{
    private const int Width = 640;
    private const int Height = 400;

    // Beyond that many points marks would hide the line.
    private const int MarkedPoints = 20;

    /// <param name="rows">A row an epoch; a metric that a row lacks or that is not finite leaves a gap.</param>
    /// <param name="yAxis">What is measured, e.g. "binary cross-entropy".</param>
    /// <param name="metrics">The curves, first one first; loss and val_loss where nothing else is said.</param>
    public static byte[] Png(IReadOnlyList<MetricRow> rows, string title, string yAxis, IReadOnlyList<string>? metrics = null)
    {
        using var plot = PlotPaper.New(title, "epoch", yAxis);
        var curves = (metrics ?? ["loss", "val_loss"]).Select(metric => (Metric: metric, Points: Points(rows, metric))).Where(curve => curve.Points.Length > 0).ToArray();
        foreach (var (metric, points) in curves)
        {
            var line = plot.Add.Scatter(points);
            line.LegendText = metric;
            line.LineWidth = 2;
            line.MarkerSize = points.Length <= MarkedPoints ? 7 : 0;
        }

        Frame(plot, [.. curves.SelectMany(curve => curve.Points)]);
        plot.ShowLegend(Alignment.UpperRight);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static Coordinates[] Points(IReadOnlyList<MetricRow> rows, string metric) =>
    [
        .. from row in rows
           from measured in row.Metrics
           where measured.Name == metric && double.IsFinite(measured.Value)
           select new Coordinates(row.Step, measured.Value),
    ];

    private static void Frame(Plot plot, Coordinates[] points)
    {
        if (points.Length == 0)
        {
            return;
        }

        var (first, last) = (points.Min(point => point.X), points.Max(point => point.X));
        var aside = first == last ? 1 : Math.Max(0.02 * (last - first), 0.1);
        plot.Axes.SetLimitsX(first - aside, last + aside);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };

        var (low, high) = LossRange.Of([.. points.Select(point => point.Y)]);
        plot.Axes.SetLimitsY(low, high);
        var highest = points.MaxBy(point => point.Y);
        if (highest.Y > high)
        {
            var note = plot.Add.Annotation(string.Create(CultureInfo.InvariantCulture, $"↑ to {highest.Y:G4} in epoch {highest.X:0}"), Alignment.UpperLeft);
            note.LabelBackgroundColor = Colors.White.WithAlpha(0.8);
            note.LabelBorderWidth = 0;
            note.LabelShadowColor = Colors.Transparent;
            note.LabelFontSize = 12;
        }
    }
}
