using Experiments.Pictures;
using SkiaSharp;

namespace Tests.Pictures;

/// <summary>A PNG that was drawn, to look at its pixels.</summary>
internal sealed class DrawnPicture(byte[] png) : IDisposable
{
    private readonly SKBitmap _bitmap = SKBitmap.Decode(png);

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    public SKRectI Area => SKRectI.Create(0, 0, Width, Height);

    public SKColor this[int x, int y] => _bitmap.GetPixel(x, y);

    /// <summary>A picture of one colour.</summary>
    public static Picture Plain(SKColor colour, int side = 28) =>
        new(side, side, 3, [.. Enumerable.Range(0, side * side).SelectMany(_ => new[] { colour.Red, colour.Green, colour.Blue })]);

    /// <summary>A grey picture of one value.</summary>
    public static Picture Plain(byte grey, int side = 28) => new(side, side, 1, [.. Enumerable.Repeat(grey, side * side)]);

    /// <summary>Colours that no text, frame or plot has.</summary>
    public static SKColor Colour(int index) => new(0, (byte)(20 + (index * 3)), 0xF1);

    /// <summary>What encloses all pixels of exactly that colour; empty where there is none.</summary>
    public SKRectI Find(SKColor colour) => Find(Area, pixel => pixel == colour);

    /// <summary>What encloses all dark pixels there, as of text.</summary>
    public SKRectI Ink(SKRectI area) => Find(area, IsInk);

    public int InkPixels(SKRectI area) => Pixels(area).Count(place => IsInk(this[place.X, place.Y]));

    public SKRectI Find(SKRectI area, Func<SKColor, bool> wanted)
    {
        var places = Pixels(area).Where(place => wanted(this[place.X, place.Y])).ToArray();
        return places.Length == 0
            ? SKRectI.Empty
            : new(places.Min(place => place.X), places.Min(place => place.Y), places.Max(place => place.X) + 1, places.Max(place => place.Y) + 1);
    }

    public void Dispose() => _bitmap.Dispose();

    private static bool IsInk(SKColor pixel) => pixel is { Red: < 110, Green: < 110, Blue: < 110 };

    private static IEnumerable<(int X, int Y)> Pixels(SKRectI area) =>
        from y in Enumerable.Range(area.Top, area.Height)
        from x in Enumerable.Range(area.Left, area.Width)
        select (x, y);
}
