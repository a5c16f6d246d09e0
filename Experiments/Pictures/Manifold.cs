using System.Globalization;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>What a decoder makes of a square of the latent plane: decoded images side by side without gaps, latent values along the axes (z1 to the right, z2 upwards).</summary>
public static class Manifold
{
    // The results page cuts the images out by these (web/src/pictures/manifold.ts).
    private const int Left = 56;
    private const int Bottom = 48;
    private const int Tick = 5;
    private const int MostTicks = 9;

    /// <summary>The latent vectors to decode, in the order in which <see cref="Png"/> takes the images: row by row from z2 = -extent (the lowest) upwards, in a row
    /// from z1 = -extent to the right, evenly spaced with both ends.</summary>
    public static IReadOnlyList<(double Z1, double Z2)> Latents(int side, double extent) =>
        [.. Enumerable.Range(0, side * side).Select(cell => (At(cell % side, side, extent), At(cell / side, side, extent)))];

    /// <param name="cells">side x side images of one size, in the order of <see cref="Latents"/>: the first is drawn at the bottom left, cell 'side' over it.</param>
    /// <param name="extent">The latent value at the middle of the outermost images.</param>
    /// <exception cref="ArgumentException">The images are not that many, or of different sizes.</exception>
    public static byte[] Png(IReadOnlyList<Picture> cells, int side, double extent, string? title = null)
    {
        if (side < 1 || cells.Count != side * side || cells.Any(cell => (cell.Width, cell.Height) != (cells[0].Width, cells[0].Height)))
        {
            throw new ArgumentException($"{cells.Count} images are no square of {side} x {side} images of one size", nameof(cells));
        }

        var (width, height) = (cells[0].Width, cells[0].Height);
        var top = title is null ? Sheet.Margin : Sheet.Margin + Sheet.TitleHeight;
        var area = SKRectI.Create(Left, top, side * width, side * height);
        var edge = Sheet.Width(Label(-extent), Sheet.TextSize);
        using var sheet = new Sheet(Math.Max(area.Right + Sheet.Margin + (edge / 2), Sheet.Width(title ?? "", Sheet.TitleSize) + Left + Sheet.Margin), area.Bottom + Bottom);
        sheet.Title(title, Left);
        for (var cell = 0; cell < cells.Count; cell++)
        {
            sheet.DrawBare(cells[cell], SKRectI.Create(area.Left + (cell % side * width), area.Bottom - (((cell / side) + 1) * height), width, height));
        }

        foreach (var value in side == 1 ? [0] : RoundNumbers.Between(-extent, extent, MostTicks))
        {
            var along = side == 1 ? 0.5f : (float)(0.5 + ((value + extent) / (2 * extent) * (side - 1)));
            sheet.HorizontalTick(area.Left + (along * width), area.Bottom, Tick, Label(value));
            sheet.VerticalTick(area.Left, area.Bottom - (along * height), Tick, Label(value));
        }

        sheet.CentredText("z1", area.Left, area.Width, area.Bottom + Bottom - 8, Sheet.TextSize);
        sheet.Text("z2", Sheet.Margin, area.MidY + 5, Sheet.TextSize);
        return sheet.Png();
    }

    private static double At(int index, int side, double extent) => side == 1 ? 0 : (2 * extent * index / (side - 1)) - extent;

    private static string Label(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
