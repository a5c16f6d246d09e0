using ScottPlot;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>Images in the latent plane, one small mark each, coloured by label.</summary>
public static class LatentScatter
{
    private const int Side = 640;
    private const int BarWidth = 60;

    /// <param name="points">The first two latent values of each image; those that are not finite are left out.</param>
    /// <param name="labels">As many labels from 0; without them all marks have one colour, and there is no colour bar.</param>
    /// <param name="classes">How many labels there are.</param>
    /// <exception cref="ArgumentException">The labels don't fit.</exception>
    public static byte[] Png(IReadOnlyList<(float X, float Y)> points, IReadOnlyList<int>? labels, string title, int classes = 10)
    {
        if (labels is not null && (labels.Count != points.Count || labels.Any(label => label < 0 || label >= classes)))
        {
            throw new ArgumentException($"{labels.Count} labels for {points.Count} points; each must be at least 0 and below {classes}", nameof(labels));
        }

        var colours = labels is null ? ClassColours.Of(1) : ClassColours.Of(classes);
        using var plot = PlotPaper.New(title, "z1", "z2");
        plot.Add.Plottable(new Marks(points, labels, colours));
        plot.Axes.Rules.Add(new ScottPlot.AxisRules.SquareZoomOut(plot.Axes.Bottom, plot.Axes.Left));
        plot.Axes.SetLimits(Range(points.Select(point => point.X)), Range(points.Select(point => point.Y)));

        using var sheet = PlotPaper.Draw(plot, Side, Side, labels is null ? 0 : BarWidth);
        if (labels is not null)
        {
            var area = plot.RenderManager.LastRender.DataRect;
            ColourBar.Draw(sheet, SKRectI.Create(Side, (int)area.Top, 18, (int)area.Height), colours);
        }

        return sheet.Png();
    }

    private static CoordinateRange Range(IEnumerable<float> values)
    {
        var finite = values.Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = ((double)finite.Min(), (double)finite.Max());
        var room = high > low ? 0.04 * (high - low) : 1;
        return new(low - room, high + room);
    }

    // In the points' own order: drawn label by label, the last label would lie over all others.
    private sealed class Marks(IReadOnlyList<(float X, float Y)> points, IReadOnlyList<int>? labels, IReadOnlyList<SKColor> colours) : IPlottable
    {
        private const float Radius = 2.2f;
        private const byte Alpha = 150;

        public bool IsVisible { get; set; } = true;

        public IAxes Axes { get; set; } = new Axes();

        public IEnumerable<LegendItem> LegendItems => [];

        public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

        public void Render(RenderPack rp)
        {
            using var paint = new SKPaint { IsAntialias = true };
            for (var index = 0; index < points.Count; index++)
            {
                var (x, y) = points[index];
                if (float.IsFinite(x) && float.IsFinite(y))
                {
                    var place = Axes.GetPixel(new Coordinates(x, y));
                    paint.Color = colours[labels?[index] ?? 0].WithAlpha(Alpha);
                    rp.Canvas.DrawCircle(place.X, place.Y, Radius, paint);
                }
            }
        }
    }
}
