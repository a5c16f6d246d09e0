using SkiaSharp;

namespace Experiments.Faces;

/// <summary>Draws one face of one character: our own anime-like drawing, from behind to before. A pure function of seed, character and image.</summary>
public static class FacePicture
{
    /// <summary>Height and width in pixels, as in the animeface-character-dataset.</summary>
    public const int Side = 160;

    /// <summary>Raised whenever the same seed would give other faces.</summary>
    public const int Version = 1;

    /// <summary>The picture as PNG. The same bytes for one version of SkiaSharp.</summary>
    public static byte[] Png(ulong seed, int character, int image)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Draw(surface.Canvas, FaceIdentity.Of(seed, character), FaceMoment.Of(seed, character, image));
        using var snapshot = surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Draw(SKCanvas canvas, FaceIdentity who, FaceMoment now)
    {
        var brush = new Brush(canvas);
        var backdrop = new BackdropPainter(brush, now, Side);
        var (head, outfit) = (new HeadPainter(brush, who, now), new OutfitPainter(brush, who));
        backdrop.Draw();
        canvas.Save();
        canvas.Translate((Side / 2) + now.Right, (Side / 2) + 6 + now.Down);
        canvas.Scale(now.Scale);
        canvas.RotateDegrees(now.Tilt, 0, 40);
        new BackHairPainter(brush, who).Draw();
        outfit.Body();
        head.Ears();
        head.Face();
        head.Features();
        new FringePainter(brush, who, now).Draw();
        head.Brows();
        outfit.Ears();
        outfit.Ornament();
        canvas.Restore();
        backdrop.Tint();
    }
}
