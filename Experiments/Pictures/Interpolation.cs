using System.Globalization;

namespace Experiments.Pictures;

/// <summary>One way through the latent space.</summary>
/// <param name="From">The original where it begins.</param>
/// <param name="Steps">What was decoded between the two, with the weight of <paramref name="To"/>'s latent vector, 0 to 1.</param>
/// <param name="To">The original where it ends.</param>
public sealed record InterpolationRow(Picture From, IReadOnlyList<(double Weight, Picture Image)> Steps, Picture To);

/// <summary>Pictures decoded on the way from one image's latent vector to another's: the weight stands under each, the two originals at the ends.</summary>
public static class Interpolation
{
    // Sets the originals off from what was decoded.
    private const int Aside = 12;

    /// <exception cref="ArgumentException">There is no row.</exception>
    public static byte[] Png(IReadOnlyList<InterpolationRow> rows, string? title = null)
    {
        if (rows.Count == 0)
        {
            throw new ArgumentException("an interpolation needs a row", nameof(rows));
        }

        const int caption = Sheet.SmallSize + 7;
        var cell = Sheet.Cell(rows.SelectMany(row => row.Steps.Select(step => step.Image).Append(row.From).Append(row.To)));
        var step = Math.Max(cell.Width, Sheet.Width("original", Sheet.SmallSize)) + Sheet.Gap;
        var top = title is null ? Sheet.Margin : Sheet.Margin + Sheet.TitleHeight;
        var rowHeight = cell.Height + caption + Sheet.Gap;
        var width = (2 * Sheet.Margin) + ((rows.Max(row => row.Steps.Count) + 2) * step) - Sheet.Gap + (2 * Aside);
        using var sheet = new Sheet(Math.Max(width, Sheet.Width(title ?? "", Sheet.TitleSize) + (2 * Sheet.Margin)), top + (rows.Count * rowHeight) - Sheet.Gap + Sheet.Margin);
        sheet.Title(title);
        for (var row = 0; row < rows.Count; row++)
        {
            var y = top + (row * rowHeight);
            var (steps, left) = (rows[row].Steps, Sheet.Margin + step + Aside);
            Place(rows[row].From, "original", Sheet.Margin, y);
            for (var at = 0; at < steps.Count; at++)
            {
                Place(steps[at].Image, steps[at].Weight.ToString("0.00", CultureInfo.InvariantCulture), left + (at * step), y);
            }

            Place(rows[row].To, "original", left + (steps.Count * step) + Aside, y);
        }

        return sheet.Png();

        void Place(Picture picture, string text, int left, int y)
        {
            var columnWidth = step - Sheet.Gap;
            sheet.Draw(picture, left + ((columnWidth - (picture.Width * Sheet.Factor(picture))) / 2), y);
            sheet.CentredText(text, left, columnWidth, y + cell.Height + caption - 4);
        }
    }
}
