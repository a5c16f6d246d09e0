using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The hair before the head: the fringe with a band of light, locks beside the face, a strand that stands up.</summary>
public sealed class FringePainter(Brush brush, FaceIdentity who, FaceMoment now)
{
    private SKColor Dark => Brush.Shade(who.Hair, -14);

    private SKColor Edge => Brush.Shade(who.Hair, -30);

    private SKColor Bright => Brush.Shade(who.Hair, 12);

    public void Draw()
    {
        using var cap = new FringePath(who, now).Build();
        brush.Fill(cap, Bright, -62, Dark, 24);
        brush.Inside(cap, Shine);
        brush.Line(cap, Edge, 1.1f);
        if (who.SideLocks > 0)
        {
            Lock(-1);
            Lock(1);
        }

        if (who.Ahoge)
        {
            using var ahoge = Brush.Curve(-2, -58, (-2, -74, 10, -80, 20, -70), (12, -73, 6, -68, 4, -58));
            brush.Fill(ahoge, who.Hair);
            brush.Line(ahoge, Edge, 1);
        }
    }

    private void Shine()
    {
        var slide = now.Turn * 5;
        using var band = new SKPath();
        band.MoveTo(-34 + slide, -30);
        for (var at = 0; at < 9; at++)
        {
            band.LineTo(-30 + slide + (at * 7.5f), (at % 2 == 0 ? -36 : -31) - (7 * MathF.Sin(MathF.PI * at / 8)));
        }

        brush.Line(band, Brush.Shade(who.Hair, 26).WithAlpha(150), 3.4f);
        foreach (var x in new[] { -25f, -9, 8, 24 })
        {
            using var strand = Brush.Curve(x * 0.35f, -58, (x * 0.7f, -46, x, -34, x * 1.12f, -16));
            brush.Line(strand, Dark.WithAlpha(150), 0.9f);
        }
    }

    private void Lock(int side)
    {
        var (x, length) = (side * 39f, who.SideLocks);
        using var strand = Brush.Curve(
            x + (side * 4), -24,
            (x + (side * 7), 0, x + (side * 5), length * 0.5f, x - (side * 3), length),
            (x - (side * 5), length * 0.6f, x - (side * 9), 10, x - (side * 7), -24));
        brush.Fill(strand, who.Hair, -20, Dark, length);
        brush.Line(strand, Edge, 1);
    }
}
