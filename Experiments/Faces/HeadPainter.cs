using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The head without its hair: face, ears, brows, nose, mouth, glasses. Origin between the eyes; y grows downwards.</summary>
public sealed class HeadPainter(Brush brush, FaceIdentity who, FaceMoment now)
{
    private SKColor Shadow => Brush.Shade(who.Skin, -13);

    private SKColor Line => Brush.Shade(who.Skin, -38);

    // How far features slide when the head turns.
    private float Slide => now.Turn * 5.5f;

    public void Ears()
    {
        if (who.Ears is not (Faces.Ears.Human or Faces.Ears.Elf))
        {
            return;
        }

        foreach (var side in new[] { -1, 1 })
        {
            var (x, out1) = (side * 37f, side * (who.Ears == Faces.Ears.Elf ? 21 : 8));
            using var ear = Brush.Curve(x, -4, (x + (out1 * 0.6f), -12, x + out1, -10, x + out1, -6), (x + out1, 4, x + (side * 4), 15, x - (side * 2), 14));
            brush.Fill(ear, who.Skin);
            brush.Line(ear, Line, 1);
        }
    }

    public void Face()
    {
        using var face = Shape();
        brush.Fill(face, Brush.Shade(who.Skin, 1), -30, Brush.Shade(who.Skin, -3), who.Chin);
        brush.Inside(face, () =>
        {
            // The fringe's shadow, and that of the side turned away.
            brush.Oval(Slide, -34, 44, 33, Shadow.WithAlpha(120));
            brush.Glow(-now.Turn * 46, 22, 26, Shadow.WithAlpha(110));
            var blush = new SKColor(240, 90, 90, (byte)(95 * now.Blush));
            brush.Glow(Slide - 23, 19, 10, blush);
            brush.Glow(Slide + 23, 19, 10, blush);
        });
        brush.Line(face, Line, 1.1f);
    }

    public void Features()
    {
        var eyes = new EyePainter(brush, who, now);
        foreach (var side in new[] { -1, 1 })
        {
            // The eye that is turned away looks narrower ...
            eyes.Draw(EyeAt(side), 4, side < 0, 1 - (0.16f * Math.Max(0, side * now.Turn)));
        }

        Nose();
        new MouthPainter(brush, now).Draw(Slide * 1.15f, who.Chin - 16);
        if (who.Glasses)
        {
            Glasses();
        }
    }

    /// <summary>As is the custom, they show through the fringe.</summary>
    public void Brows()
    {
        foreach (var side in new[] { -1, 1 })
        {
            Brow(EyeAt(side), side);
        }
    }

    // ... and stands nearer to the middle.
    private float EyeAt(int side) => Slide + (side * (18.5f - (2.2f * Math.Max(0, side * now.Turn))));

    private SKPath Shape()
    {
        var (jaw, chin, slide) = (who.Jaw, who.Chin, Slide * 0.7f);
        var path = Brush.Curve(
            -38, -10,
            (-38, 10, -36, 21, -jaw + slide - 4, 31),
            (-jaw + slide + 3, 38, slide - 7, chin, slide, chin),
            (slide + 7, chin, jaw + slide - 3, 38, jaw + slide + 4, 31),
            (36, 21, 38, 10, 38, -10),
            (38, -62, -38, -62, -38, -10));
        path.Close();
        return path;
    }

    private void Brow(float x, int side)
    {
        var canvas = brush.Canvas;
        canvas.Save();
        canvas.Translate(x, 4 - (who.EyeHeight * 1.25f) - 6 - now.BrowLift);
        canvas.Scale(side, 1);
        canvas.RotateDegrees(now.BrowAngle);
        using var brow = Brush.Curve(-9.5f, 1, (-4, -2.5f, 4, -3, 11, 1.5f));
        brush.Line(brow, Brush.Shade(who.Hair, -26).WithAlpha(190), who.Brow);
        canvas.Restore();
    }

    private void Nose()
    {
        using var nose = Brush.Curve(Slide * 1.7f, 17.5f, (Slide * 1.7f, 18, (Slide * 1.7f) + (now.Turn < 0 ? -1.8f : 1.8f), 20, Slide * 1.7f, 20.6f));
        brush.Line(nose, Line, 1);
    }

    private void Glasses()
    {
        var frame = Brush.Shade(who.OrnamentColor, -20);
        foreach (var side in new[] { -1, 1 })
        {
            using var rim = new SKPath();
            rim.AddRoundRect(SKRect.Create(Slide + (side * 18.5f) - 14, -9, 28, 26), 9, 9);
            brush.Fill(rim, new SKColor(255, 255, 255, 34));
            brush.Line(rim, frame, 1.6f);
        }

        using var bridge = Brush.Curve(Slide - 4.5f, 2, (Slide - 2, 0, Slide + 2, 0, Slide + 4.5f, 2));
        brush.Line(bridge, frame, 1.6f);
    }
}
