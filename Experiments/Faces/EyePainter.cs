using SkiaSharp;

namespace Experiments.Faces;

/// <summary>Large eyes: white, iris from dark to light, pupil, two highlights, heavy upper and thin lower lashes. Drawn with the outer corner to the right.</summary>
public sealed class EyePainter(Brush brush, FaceIdentity who, FaceMoment now)
{
    private static readonly SKColor Lash = new(44, 32, 40);

    public void Draw(float x, float y, bool left, float narrow)
    {
        var lids = (now.Lids, left) switch
        {
            (Lids.WinkLeft, true) or (Lids.WinkRight, false) => Lids.Smiling,
            (Lids.WinkLeft or Lids.WinkRight, _) => Lids.Open,
            var (both, _) => both,
        };
        var canvas = brush.Canvas;
        canvas.Save();
        canvas.Translate(x, y);
        canvas.Scale((left ? -1 : 1) * narrow, 1);
        canvas.RotateDegrees(-who.EyeSlant);
        if (lids is Lids.Closed or Lids.Smiling)
        {
            Shut(lids == Lids.Smiling);
        }
        else
        {
            Open(lids, left ? -1 : 1);
        }

        canvas.Restore();
    }

    private void Shut(bool smiling)
    {
        var (width, bend) = (who.EyeWidth, smiling ? -7f : 5f);
        using var lid = Brush.Curve(-width, 3, (-width * 0.5f, 3 + bend, width * 0.5f, 3 + bend, width, 2));
        brush.Line(lid, Lash, 2.4f);
        using var corner = Brush.Curve(width, 2, (width + 1, 2, width + 2, 3, width + 3.5f, smiling ? 4.5f : 1f));
        brush.Line(corner, Lash, 1.6f);
    }

    // side: 1 where x grows outwards, -1 where the eye is mirrored; light comes from the same side for both eyes.
    private void Open(Lids lids, int side)
    {
        var width = who.EyeWidth;
        var up = who.EyeHeight * (lids switch { Lids.Wide => 1.12f, Lids.Half => 0.5f, _ => 0.95f });
        var down = who.EyeHeight * 0.82f;
        using var white = Brush.Curve(
            -width, 2, (-width * 0.75f, -up * 1.25f, width * 0.6f, -up * 1.3f, width, -1), (width * 0.92f, down * 0.75f, -width * 0.55f, down * 1.3f, -width, 2));
        brush.Fill(white, new(255, 255, 255));
        brush.Inside(white, () => Iris(side, up, down));
        using var under = Brush.Curve(-width * 0.35f, down * 0.9f, (0, down * 1.05f, width * 0.6f, down * 0.9f, width * 0.93f, down * 0.25f));
        brush.Line(under, Brush.Shade(who.Skin, -42), 0.9f);
        using var lash = Brush.Curve(
            -width - 0.8f, 2.6f, (-width * 0.8f, -up * 1.32f, width * 0.6f, -up * 1.42f, width + 3.4f, -2.6f), (width * 0.7f, -up * 0.95f, -width * 0.5f, -up * 1.02f, -width - 0.8f, 2.6f));
        brush.Fill(lash, Lash);
        brush.Line(lash, Lash, 0.8f);
        using var crease = Brush.Curve(-width * 0.6f, -up * 1.22f, (-width * 0.2f, -up * 1.5f, width * 0.5f, -up * 1.45f, width * 0.9f, -up * 0.85f));
        brush.Line(crease, Brush.Shade(who.Skin, -30), 0.8f);
    }

    private void Iris(int side, float up, float down)
    {
        var (halfWidth, halfHeight) = (who.EyeWidth * 0.66f, who.EyeHeight * 0.86f);
        var (x, y) = ((now.GazeRight * 2f * side) - (0.06f * who.EyeWidth), (now.GazeDown * 1.4f) - 0.5f);
        using var iris = new SKPath();
        iris.AddOval(SKRect.Create(x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight));
        brush.Fill(iris, Brush.Shade(who.Eye, -26), y - halfHeight, Brush.Shade(who.Eye, 14), y + halfHeight);
        brush.Inside(iris, () => brush.Oval(x, y + (halfHeight * 0.72f), halfWidth * 0.72f, halfHeight * 0.42f, Brush.Shade(who.Eye, 26).WithAlpha(190)));
        brush.Line(iris, Brush.Shade(who.Eye, -36), 1.1f);
        brush.Oval(x, y - 0.5f, halfWidth * 0.42f, halfHeight * 0.45f, Brush.Shade(who.Eye, -42));
        // The lid's shadow on the eyeball.
        using var shadow = Brush.Curve(-20, -up * 1.4f, (-8, -up * 0.55f, 8, -up * 0.6f, 20, -up * 0.4f), (20, -up, 20, -30, -20, -30));
        brush.Fill(shadow, new SKColor(40, 30, 60, 70));
        brush.Oval(x - (side * 2.6f), y - (halfHeight * 0.42f), halfWidth * 0.36f, halfHeight * 0.27f, SKColors.White);
        brush.Oval(x + (side * 2.6f), y + (down * 0.42f), halfWidth * 0.18f, halfHeight * 0.13f, SKColors.White.WithAlpha(225));
    }
}
