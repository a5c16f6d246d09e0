using ScottPlot;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>Empty plots in the style and font of all our pictures.</summary>
internal static class PlotPaper
{
    static PlotPaper()
    {
        Fonts.FontResolvers.Insert(0, new OwnFont());
        Fonts.Default = PictureFont.Name;
    }

    public static Plot New(string title, string xAxis, string yAxis)
    {
        var plot = new Plot();
        plot.Title(title, size: 15);
        plot.XLabel(xAxis, size: 14);
        plot.YLabel(yAxis, size: 14);

        // The font has no bold face.
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        return plot;
    }

    private sealed class OwnFont : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) => PictureFont.Typeface;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => PictureFont.Typeface;
    }
}
