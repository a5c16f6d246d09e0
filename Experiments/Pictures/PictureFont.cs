using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>The font of all pictures: our own DejaVu Sans. SkiaSharp without dependencies sees no system font, and then silently draws no text at all.</summary>
public static class PictureFont
{
    public const string Name = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Loaded = new(Load);

    public static SKTypeface Typeface => Loaded.Value;

    private static SKTypeface Load()
    {
        using var resource = typeof(PictureFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        return SKTypeface.FromStream(resource);
    }
}
