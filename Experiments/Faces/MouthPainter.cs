using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The mouth: a line that bends, or an opening with a tongue.</summary>
public sealed class MouthPainter(Brush brush, FaceMoment now)
{
    private static readonly SKColor Ink = new(84, 44, 44);
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
