using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The head without its hair: face, ears, brows, nose, mouth, glasses. Origin between the eyes; y grows downwards.</summary>
public sealed class HeadPainter(Brush brush, FaceIdentity who, FaceMoment now)
{
    private static readonly SKColor Ink = new(84, 44, 44);

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

    private sealed class MouthPainter(Brush brush, FaceMoment now)
    {
        private static readonly SKColor Inside = new(176, 62, 66);
        private static readonly SKColor Tongue = new(236, 130, 128);

        public void Draw(float x, float y)
        {
            var canvas = brush.Canvas;
            canvas.Save();
            canvas.Translate(x, y);
            switch (now.Mouth)
            {
                case Mouth.Smile:
                    Stroke(-6.5f, -0.8f, 3.4f, 6.5f);
                    break;
                case Mouth.Flat:
                    Stroke(-4.5f, 0.5f, 0.2f, 4.5f);
                    break;
                case Mouth.Frown:
                    Stroke(-5, 1.6f, -3.2f, 5);
                    break;
                case Mouth.Cat:
                    Stroke(-7, 0, 3.2f, 0);
                    Stroke(0, 0, 3.2f, 7);
                    break;
                case Mouth.Small:
                    Hole(3, 2.4f, 3.4f);
                    break;
                case Mouth.Open:
                    Hole(5.5f, 1, 7);
                    break;
                case Mouth.Laugh:
                    Hole(9, -0.6f, 11);
                    break;
                default:
                    Hole(6, 4.5f, 9);
                    break;
            }

            canvas.Restore();
        }

        private void Stroke(float left, float end, float bend, float right)
        {
            var middle = (left + right) / 2;
            using var lips = Brush.Curve(left, end, (middle - 2, end + bend, middle + 2, end + bend, right, end));
            brush.Line(lips, Ink, 1.5f);
        }

        // From a half circle that hangs from its upper lip (up below 1) to a round one.
        private void Hole(float half, float up, float down)
        {
            using var hole = Brush.Curve(-half, -0.5f, (-half * 0.6f, -up, half * 0.6f, -up, half, -0.5f), (half * 0.9f, down, -half * 0.9f, down, -half, -0.5f));
            brush.Fill(hole, Inside);
            brush.Inside(hole, () => brush.Oval(0, down * 0.75f, half * 0.62f, down * 0.36f, Tongue));
            brush.Line(hole, Ink, 1.2f);
        }
    }
}
