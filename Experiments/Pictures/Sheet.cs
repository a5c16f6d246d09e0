using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>White paper to lay pictures and text on, and the PNG that comes of it. All lengths are whole pixels, so that a picture's pixels stay sharp.</summary>
internal sealed class Sheet : IDisposable
{
    public const int Margin = 8;
    public const int Gap = 6;
    public const int TextSize = 15;
    public const int SmallSize = 11;
    public const int TitleSize = 16;
    public const int TitleHeight = 28;

    public static readonly SKColor Ink = new(0x20, 0x20, 0x20);
    // The results page finds the pictures on a sheet by it (web/src/pictures/tiles.ts).
    private static readonly SKColor Frame = new(0xD8, 0xD8, 0xD8);

    private readonly SKSurface _surface;

    public Sheet(int width, int height)
    {
        _surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Canvas.Clear(SKColors.White);
    }

    public SKCanvas Canvas => _surface.Canvas;

    /// <summary>How many times a picture is enlarged: twice, more below 22 pixels, not at all from 128.</summary>
    public static int Factor(Picture picture) => picture.Width >= 128 ? 1 : Math.Max(2, (int)Math.Round(56.0 / picture.Width));

    /// <summary>The cell that holds every one of the pictures enlarged.</summary>
    public static (int Width, int Height) Cell(IEnumerable<Picture> pictures) => pictures.Aggregate(
        (Width: 0, Height: 0),
        (cell, picture) => (Math.Max(cell.Width, picture.Width * Factor(picture)), Math.Max(cell.Height, picture.Height * Factor(picture))));

    public static int Width(string text, int size)
    {
        using var font = Font(size);
        return (int)Math.Ceiling(font.MeasureText(text));
    }

    /// <summary>The text, or as much of its beginning as fits, with an ellipsis; a list is cut between its values.</summary>
    public static string Cut(string text, int width, int size)
    {
        const string comma = ", ";
        var list = text.Contains(comma, StringComparison.Ordinal);
        for (var length = text.Length; length > 0; length--)
        {
            if (length < text.Length && list && !text.AsSpan(length).StartsWith(comma))
            {
                continue;
            }

            var shown = length == text.Length ? text : text[..length] + (list ? comma : "") + "…";
            if (Width(shown, size) <= width)
            {
                return shown;
            }
        }

        return "…";
    }

    public void Title(string? title, int left = Margin) => Text(title ?? "", left, Margin + TitleSize, TitleSize);

    public void Text(string text, float x, float baseline, int size, SKTextAlign align = SKTextAlign.Left)
    {
        using var font = Font(size);
        using var ink = new SKPaint { Color = Ink, IsAntialias = true };
        Canvas.DrawText(text, x, baseline, align, font, ink);
    }

    /// <summary>Text in the middle of a column.</summary>
    public void CentredText(string text, int left, int width, float baseline, int size = SmallSize) =>
        Text(text, left + (width / 2f), baseline, size, SKTextAlign.Center);

    /// <summary>A tick below an axis, its number under it.</summary>
    public void HorizontalTick(float x, float y, int length, string number)
    {
        Line(x, y, x, y + length);
        Text(number, x, y + length + TextSize + 1, TextSize, SKTextAlign.Center);
    }

    /// <summary>A tick left of an axis, its number left of it.</summary>
    public void VerticalTick(float x, float y, int length, string number)
    {
        Line(x - length, y, x, y);
        Text(number, x - length - 4, y + 5, TextSize, SKTextAlign.Right);
    }

    /// <summary>A tick right of an axis, its number right of it.</summary>
    public void RightTick(float x, float y, int length, string number)
    {
        Line(x, y, x + length, y);
        Text(number, x + length + 4, y + 5, TextSize);
    }

    /// <summary>Draws a picture with its top left corner there, enlarged without smoothing, in a thin frame around it.</summary>
    public void Draw(Picture picture, int left, int top)
    {
        var factor = Factor(picture);
        var place = SKRectI.Create(left, top, picture.Width * factor, picture.Height * factor);
        using var frame = new SKPaint { Color = Frame };
        Canvas.DrawRect(SKRectI.Inflate(place, 1, 1), frame);
        DrawBare(picture, place);
    }

    public void DrawBare(Picture picture, SKRectI place)
    {
        using var image = picture.ToImage();
        Canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    public byte[] Png()
    {
        using var snapshot = _surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    public void Dispose() => _surface.Dispose();

    private void Line(float fromX, float fromY, float toX, float toY)
    {
        using var ink = new SKPaint { Color = Ink, StrokeWidth = 1, IsAntialias = true };
        Canvas.DrawLine(fromX, fromY, toX, toY, ink);
    }

    private static SKFont Font(int size) => new(PictureFont.Typeface, size) { Edging = SKFontEdging.Antialias };
}
