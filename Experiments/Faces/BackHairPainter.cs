using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The hair behind the head, in the character's style.</summary>
public sealed class BackHairPainter(Brush brush, FaceIdentity who)
{
    private SKColor Edge => Brush.Shade(who.Hair, -30);

    public void Draw()
    {
        switch (who.Back)
        {
            case BackHair.Short:
                Hanging(46, 34, 7, 5);
                break;
            case BackHair.Bob:
                Hanging(52, 48, 5, 3);
                break;
            case BackHair.Long:
                Hanging(52, 100, 6, 8);
                break;
            case BackHair.Wavy:
                Wavy();
                break;
            case BackHair.TwinTails:
                Hanging(45, 36, 6, 4);
                Tail(-1, -30, 34, 92);
                Tail(1, -30, 34, 92);
                break;
            case BackHair.Ponytail:
                Hanging(44, 30, 6, 4);
                Tail(who.Strands % 2 == 0 ? 1 : -1, -48, 44, 84);
                break;
            case BackHair.LowTails:
                Hanging(46, 40, 6, 4);
                Tail(-1, 30, 14, 96);
                Tail(1, 30, 14, 96);
                break;
            case BackHair.Buns:
                Hanging(46, 38, 6, 4);
                Bun(-1);
                Bun(1);
                break;
            default:
                Spiky();
                break;
        }
    }

    // A round head of hair that hangs down to a height and ends in so many points.
    private void Hanging(float half, float bottom, int points, float depth)
    {
        using var hair = new SKPath();
        hair.MoveTo(-half, bottom - 4);
        hair.CubicTo(-half - 3, -30, -half * 0.8f, -66, 0, -66);
        hair.CubicTo(half * 0.8f, -66, half + 3, -30, half, bottom - 4);
        for (var at = 1; at <= points; at++)
        {
            var step = 2 * half / points;
            hair.QuadTo(half - ((at - 0.7f) * step), bottom + depth, half - ((at - 0.5f) * step), bottom + depth);
            hair.QuadTo(half - ((at - 0.3f) * step), bottom - 2, half - (at * step), bottom - 4);
        }

        hair.Close();
        Fill(hair, bottom);
    }

    private void Wavy()
    {
        using var hair = new SKPath();
        hair.MoveTo(0, -67);
        foreach (var side in new[] { 1, -1 })
        {
            if (side < 0)
            {
                hair.LineTo(0, 100);
                hair.LineTo(-50, 100);
                hair.CubicTo(-66, 84, -44, 76, -56, 60);
                hair.CubicTo(-66, 46, -44, 40, -55, 20);
                hair.CubicTo(-62, 0, -52, -67, 0, -67);
            }
            else
            {
                hair.CubicTo(52, -67, 62, 0, 55, 20);
                hair.CubicTo(44, 40, 66, 46, 56, 60);
                hair.CubicTo(44, 76, 66, 84, 50, 100);
            }
        }

        hair.Close();
        Fill(hair, 90);
    }

    private void Spiky()
    {
        using var hair = new SKPath();
        const int Spikes = 9;
        hair.MoveTo(-34, 36);
        for (var at = 0; at < Spikes; at++)
        {
            // Each spike leaves the round of the head, bends, and comes back to it further on.
            var noise = (float)Seeds.ToUnit(Seeds.Mix(who.Strands, 3, (ulong)at));
            var (tip, back) = (Around(at + 0.35f + (0.3f * noise), 60 + (11 * noise)), Around(at + 1, 45));
            var (out1, out2) = (Around(at + 0.05f, 55), Around(at + 0.8f, 52));
            hair.QuadTo(out1.X, out1.Y, tip.X, tip.Y);
            hair.QuadTo(out2.X, out2.Y, back.X, back.Y);
        }

        hair.LineTo(34, 36);
        hair.Close();
        Fill(hair, 36);

        static SKPoint Around(float at, float radius)
        {
            var angle = MathF.PI * (0.84f + (1.32f * at / Spikes));
            return new(MathF.Cos(angle) * radius, -14 + (MathF.Sin(angle) * radius));
        }
    }

    private void Tail(int side, float top, float reach, float bottom)
    {
        var x = side * 40f;
        using var tail = Brush.Curve(
            x, top,
            (x + (side * reach), top - 16, x + (side * reach * 1.2f), top + 40, x + (side * reach * 0.5f), bottom),
            (x + (side * reach * 0.45f), bottom - 24, x - (side * 4), top + 50, x - (side * 4), top + 14));
        tail.Close();
        Fill(tail, bottom);
        brush.Oval(x, top + 5, 5, 6.5f, who.OrnamentColor);
    }

    private void Bun(int side)
    {
        using var bun = new SKPath();
        bun.AddOval(SKRect.Create((side * 35) - 15, -72, 30, 29));
        Fill(bun, -44);
        using var wrap = Brush.Curve((side * 35) - 10, -58, (side * 35, -68, (side * 35) + 10, -60, (side * 35) + 6, -50));
        brush.Line(wrap, Edge, 1);
    }

    private void Fill(SKPath hair, float bottom)
    {
        brush.Fill(hair, who.Hair, -60, Brush.Shade(who.Hair, -20), bottom);
        brush.Line(hair, Edge, 1.1f);
    }
}
