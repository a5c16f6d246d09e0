using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The outline of the hair over the forehead: the skull's curve above, strands that end in points below.</summary>
public sealed class FringePath(FaceIdentity who, FaceMoment now)
{
    private const float Half = 42;
    private const float Temple = 12;

    public SKPath Build()
    {
        var path = new SKPath();
        path.MoveTo(-Half, Temple);
        path.CubicTo(-Half - 4, -34, -Half * 0.72f, -64, 0, -64);
        path.CubicTo(Half * 0.72f, -64, Half + 4, -34, Half, Temple);
        var tips = Tips().OrderByDescending(tip => tip.X).ToList();
        var from = Half;
        for (var at = 0; at < tips.Count; at++)
        {
            var next = at + 1 < tips.Count ? (tips[at].X + tips[at + 1].X) / 2 : -Half + 3;
            var (x, y, lean) = tips[at];
            path.QuadTo(((from + x) / 2) + 2, y - 9, x + lean, y);
            path.QuadTo(((next + x) / 2) - 1, y - 9, next, at + 1 < tips.Count ? Notch(y) : Temple - 6);
            from = next;
        }

        path.LineTo(-Half, Temple);
        path.Close();
        return path;
    }

    private float Notch(float tip) => who.Bangs is Bangs.Straight or Bangs.Round ? tip - 4 : Math.Min(tip - 9, -14);

    // Points of the strands: place, height, lean.
    private IEnumerable<(float X, float Y, float Lean)> Tips()
    {
        var slide = now.Turn * 4;
        var count = who.Bangs switch { Bangs.Straight => 8, Bangs.Round => 7, Bangs.Spiky => 5, Bangs.Jagged => 6, _ => 5 };
        for (var at = 0; at < count; at++)
        {
            var across = ((at + 0.5f) / count * 2) - 1;
            var noise = (float)Seeds.ToUnit(Seeds.Mix(who.Strands, (ulong)at)) - 0.5f;
            var (y, lean) = who.Bangs switch
            {
                Bangs.Straight => (-9.5f, 0f),
                Bangs.Round => (-14 + (12 * across * across) + (2 * noise), across * 2),
                Bangs.SweptLeft => (-6 - (13 * across) + (4 * noise), -9),
                Bangs.SweptRight => (-6 + (13 * across) + (4 * noise), 9),
                Bangs.Parted => (-34 + (38 * Math.Abs(across)) + (3 * noise), across * 7),
                Bangs.Spiky => (-3 + (12 * noise), noise * 14),
                _ => (-10 + (7 * noise) + (at % 2 == 0 ? 6 : -3), 4 * noise),
            };
            yield return ((across * (Half - 6)) + slide + (3 * noise), y, lean);
        }
    }
}
