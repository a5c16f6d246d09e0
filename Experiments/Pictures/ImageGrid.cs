namespace Experiments.Pictures;

/// <summary>Rows of pictures under each other, one labelled row a kind (original, corrupted, reconstructed), enlarged so that people see the pixels.</summary>
public static class ImageGrid
{
    /// <param name="rows">A label and the pictures from left to right; what belongs together stands in one column. Rows need not be of one length.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public static byte[] Png(IReadOnlyList<(string Label, IReadOnlyList<Picture> Pictures)> rows, string? title = null)
    {
        var cell = Sheet.Cell(rows.SelectMany(row => row.Pictures));
        if (cell.Width == 0)
        {
            throw new ArgumentException("a grid needs a picture", nameof(rows));
        }

        var labels = rows.Max(row => Sheet.Width(row.Label, Sheet.TextSize));
        var left = Sheet.Margin + (labels == 0 ? 0 : labels + (2 * Sheet.Gap));
        var top = title is null ? Sheet.Margin : Sheet.Margin + Sheet.TitleHeight;
        var width = left + (rows.Max(row => row.Pictures.Count) * (cell.Width + Sheet.Gap)) - Sheet.Gap + Sheet.Margin;
        var height = top + (rows.Count * (cell.Height + Sheet.Gap)) - Sheet.Gap + Sheet.Margin;
        using var sheet = new Sheet(Math.Max(width, Sheet.Width(title ?? "", Sheet.TitleSize) + (2 * Sheet.Margin)), height);
        sheet.Title(title);
        for (var row = 0; row < rows.Count; row++)
        {
            var y = top + (row * (cell.Height + Sheet.Gap));
            sheet.Text(rows[row].Label, Sheet.Margin, y + (cell.Height / 2) + 5, Sheet.TextSize);
            for (var column = 0; column < rows[row].Pictures.Count; column++)
            {
                sheet.Draw(rows[row].Pictures[column], left + (column * (cell.Width + Sheet.Gap)), y);
            }
        }

        return sheet.Png();
    }
}
