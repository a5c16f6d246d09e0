using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using Shared.Wire;

namespace Experiments.Pictures;

/// <summary>Loss and validation loss by epoch, one figure.</summary>
public static class LossCurve
{
    private const int Width = 640;
    private const int Height = 400;
    private const int MostEpochTicks = 11;

    // Beyond that many points marks would hide the line.
    private const int MarkedPoints = 20;

    /// <param name="rows">A row an epoch; what a row lacks or what is not finite is left out.</param>
    /// <param name="yAxis">What is measured, e.g. "binary cross-entropy".</param>
    /// <param name="metrics">The curves; loss and val_loss where nothing else is said.</param>
    public static byte[] Png(IReadOnlyList<MetricRow> rows, string title, string yAxis, IReadOnlyList<string>? metrics = null)
    {
        using var plot = PlotPaper.New(title, "epoch", yAxis);
        var points = new List<Coordinates>();
        foreach (var metric in metrics ?? ["loss", "val_loss"])
        {
            points.AddRange(Line(plot, rows, metric));
        }

        ShowLegend(plot);
        if (points.Count > 0)
        {
            FrameEpochs(plot, points);
            FrameLosses(plot, points);
        }

        using var sheet = PlotPaper.Draw(plot, Width, Height);
        return sheet.Png();
    }

    private static Coordinates[] Line(Plot plot, IReadOnlyList<MetricRow> rows, string metric)
    {
        var measured =
            from row in rows
            from value in row.Metrics
            where value.Name == metric && double.IsFinite(value.Value)
            select new Coordinates(row.Step, value.Value);
        var points = measured.ToArray();
        if (points.Length > 0)
        {
            var line = plot.Add.Scatter(points);
            line.LegendText = metric;
            line.LineWidth = 2;
            line.MarkerSize = points.Length <= MarkedPoints ? 7 : 0;
        }

        return points;
    }

    private static void ShowLegend(Plot plot)
    {
        plot.ShowLegend(Alignment.UpperRight);
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.LightGray;
    }

    private static void FrameEpochs(Plot plot, List<Coordinates> points)
    {
        var (first, last) = (points.Min(point => point.X), points.Max(point => point.X));
        var aside = first == last ? 1 : 0.025 * (last - first);
        plot.Axes.SetLimitsX(first - aside, last + aside);
        var ticks = RoundNumbers.Between(first, last, MostEpochTicks, whole: true);
        plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(epoch => epoch.ToString("0", CultureInfo.InvariantCulture))]);
    }

    private static void FrameLosses(Plot plot, List<Coordinates> points)
    {
        var (low, high) = LossRange.Of([.. points.Select(point => point.Y)], points.DistinctBy(point => point.X).Count());
        plot.Axes.SetLimitsY(low, high);

        // Ticks are no denser than a tenth of the leading digit, so as many decimals tell them apart.
        var decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(high - low)), 0, 12);
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = value => value.ToString("F" + decimals, CultureInfo.InvariantCulture) };
        var highest = points.MaxBy(point => point.Y);
        if (highest.Y > high)
        {
            var note = string.Create(CultureInfo.InvariantCulture, $"↑ {highest.Y:G4} in epoch {highest.X:0}");
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = note });
        }
    }
}
