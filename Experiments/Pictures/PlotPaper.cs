using ScottPlot;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>Empty plots in the style and font of all our pictures, and the sheet they are drawn on.</summary>
internal static class PlotPaper
{
    // ScottPlot puts the left label at the very edge.
    private const int Edge = 4;
    private const int TitleSize = 15;
    private const int WidestTitle = 560;

    static PlotPaper()
    {
        Fonts.FontResolvers.Insert(0, new OwnFont());
        Fonts.Default = PictureFont.Name;
    }

    /// <param name="title">Cut where it is wider than a plot of 640 pixels.</param>
    public static Plot New(string title, string xAxis, string yAxis)
    {
        var plot = new Plot();
        plot.Title(Sheet.Cut(title, WidestTitle, TitleSize), size: TitleSize);
        plot.XLabel(xAxis, size: 14);
        plot.YLabel(yAxis, size: 14);

        // The font has no bold face.
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        return plot;
    }

    /// <summary>A sheet with the plot at its left, and white paper of another <paramref name="beside"/> pixels right of it.</summary>
    public static Sheet Draw(Plot plot, int width, int height, int beside = 0)
    {
        var sheet = new Sheet(width + beside, height);
        var place = new SKRect(Edge, 0, width - Edge, height);
        plot.Render(sheet.Canvas, new PixelRect(place.Left, place.Right, place.Bottom, place.Top));

        // Rendering wipes the whole canvas.
        sheet.Canvas.Save();
        sheet.Canvas.ClipRect(place, SKClipOperation.Difference);
        sheet.Canvas.Clear(SKColors.White);
        sheet.Canvas.Restore();
        return sheet;
    }

    private sealed class OwnFont : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) => PictureFont.Typeface;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => PictureFont.Typeface;
    }
}
