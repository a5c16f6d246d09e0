using System.Globalization;

namespace Experiments.Pictures;

/// <summary>Pictures decoded from drawn latent vectors, each with its latent values over it.</summary>
public static class Samples
{
    // A title may make its column that much wider than the picture, before it is cut.
    private const int Widest = 104;

    /// <param name="samples">From left to right, row by row.</param>
    /// <exception cref="ArgumentException">There is no sample, or no column.</exception>
    public static byte[] Png(IReadOnlyList<(string Title, Picture Image)> samples, int columns, string? title = null)
    {
        if (samples.Count == 0 || columns < 1)
        {
            throw new ArgumentException($"no sheet of {samples.Count} samples in {columns} columns");
        }

        const int caption = Sheet.SmallSize + 5;
        var cell = Sheet.Cell(samples.Select(sample => sample.Image));
        var step = Math.Max(cell.Width, Math.Min(Widest, samples.Max(sample => Sheet.Width(sample.Title, Sheet.SmallSize)))) + (2 * Sheet.Gap);
        var shown = Math.Min(columns, samples.Count);
        var rows = (samples.Count + columns - 1) / columns;
        var rowHeight = caption + cell.Height + Sheet.Gap;
        var top = title is null ? Sheet.Margin : Sheet.Margin + Sheet.TitleHeight;
        var width = Math.Max(Sheet.Margin + (shown * step) + Sheet.Margin, Sheet.Width(title ?? "", Sheet.TitleSize) + (2 * Sheet.Margin));
        using var sheet = new Sheet(width, top + (rows * rowHeight) - Sheet.Gap + Sheet.Margin);
        sheet.Title(title);
        for (var sample = 0; sample < samples.Count; sample++)
        {
            var (text, image) = samples[sample];
            var left = Sheet.Margin + (sample % columns * step);
            var y = top + (sample / columns * rowHeight);
            sheet.CentredText(Sheet.Cut(text, step - Sheet.Gap, Sheet.SmallSize), left, step, y + Sheet.SmallSize);
            sheet.Draw(image, left + ((step - (image.Width * Sheet.Factor(image))) / 2), y + caption);
        }

        return sheet.Png();
    }

    /// <summary>A latent vector as a sample's title: two decimals a value.</summary>
    public static string Title(IEnumerable<float> latent) =>
        string.Join(", ", latent.Select(value => value.ToString("0.00", CultureInfo.InvariantCulture)));
}
