using System.Globalization;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>A bar of one segment a label, label 0 at the bottom, with a number at the middle of a segment.</summary>
internal static class ColourBar
{
    private const int Tick = 4;
    private const int MostNumbers = 20;

    public static void Draw(Sheet sheet, SKRectI place, IReadOnlyList<SKColor> colours)
    {
        using var paint = new SKPaint();
        var every = (colours.Count + MostNumbers - 1) / MostNumbers;
        for (var label = 0; label < colours.Count; label++)
        {
            paint.Color = colours[label];
            sheet.Canvas.DrawRect(new SKRectI(place.Left, Edge(label + 1), place.Right, Edge(label)), paint);
            if (label % every == 0)
            {
                sheet.RightTick(place.Right, (Edge(label) + Edge(label + 1)) / 2f, Tick, label.ToString(CultureInfo.InvariantCulture));
            }
        }

        int Edge(int label) => place.Bottom - (int)Math.Round((double)place.Height * label / colours.Count);
    }
}
