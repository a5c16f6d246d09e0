using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>A grid of grey pictures under each other, one labelled row a kind, each picture enlarged so that people see its pixels.</summary>
public static class ImageGrid
{
    private const int Cell = 56;
    private const int Gap = 6;
    private const int LabelWidth = 120;

    /// <param name="rows">A label and as many pictures in each row, of side x side bytes.</param>
    public static byte[] Png(IReadOnlyList<(string Label, IReadOnlyList<byte[]> Pictures)> rows, int side)
    {
        var columns = rows.Max(row => row.Pictures.Count);
        using var surface = SKSurface.Create(new SKImageInfo(LabelWidth + (columns * (Cell + Gap)) + Gap, (rows.Count * (Cell + Gap)) + Gap));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        using var font = new SKFont(PictureFont.Typeface, 15);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (var row = 0; row < rows.Count; row++)
        {
            var top = Gap + (row * (Cell + Gap));
            canvas.DrawText(rows[row].Label, Gap, top + (Cell / 2) + 5, SKTextAlign.Left, font, ink);
            for (var column = 0; column < rows[row].Pictures.Count; column++)
            {
                using var image = Grey(rows[row].Pictures[column], side);
                var left = LabelWidth + Gap + (column * (Cell + Gap));
                canvas.DrawImage(image, SKRect.Create(left, top, Cell, Cell), new SKSamplingOptions(SKFilterMode.Nearest));
            }
        }

        using var snapshot = surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static SKImage Grey(byte[] pixels, int side) => SKImage.FromPixelCopy(new SKImageInfo(side, side, SKColorType.Gray8, SKAlphaType.Opaque), pixels);
}
