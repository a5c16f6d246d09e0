using SkiaSharp;

namespace Experiments.Faces;

/// <summary>Neck, shoulders and what is worn: clothes, and ornaments in the hair.</summary>
public sealed class OutfitPainter(Brush brush, FaceIdentity who)
{
    private SKColor Edge => Brush.Shade(who.Cloth, -24);

    public void Body()
    {
        using var neck = Brush.Curve(-11, 30, (-11, 50, -12, 56, -20, 62), (-8, 76, 8, 76, 20, 62), (12, 56, 11, 50, 11, 30));
        using var shoulders = Brush.Curve(-16, 60, (-40, 64, -58, 70, -64, 110), (-20, 112, 20, 112, 64, 110), (58, 70, 40, 64, 16, 60), (10, 72, -10, 72, -16, 60));
        brush.Fill(neck, Brush.Shade(who.Skin, -14), 40, who.Skin, 66);
        brush.Line(neck, Brush.Shade(who.Skin, -38), 1);
        brush.Fill(shoulders, who.Cloth, 60, Brush.Shade(who.Cloth, -10), 100);
        brush.Line(shoulders, Edge, 1.1f);
        Collar();
    }

    public void Ears()
    {
        if (who.Ears != Faces.Ears.Cat)
        {
            return;
        }

        foreach (var side in new[] { -1, 1 })
        {
            using var ear = Brush.Curve(side * 16, -56, (side * 24, -72, side * 32, -84, side * 38, -84), (side * 43, -70, side * 44, -52, side * 40, -38));
            using var inner = Brush.Curve(side * 24, -56, (side * 28, -66, side * 32, -74, side * 35, -76), (side * 38, -66, side * 38, -56, side * 36, -46));
            brush.Fill(ear, who.Hair);
            brush.Line(ear, Brush.Shade(who.Hair, -30), 1.1f);
            brush.Fill(inner, new SKColor(248, 190, 190));
        }
    }

    public void Ornament()
    {
        var color = who.OrnamentColor;
        switch (who.Ornament)
        {
            case Faces.Ornament.Ribbon:
                Bow(who.Strands % 3 == 0 ? 0 : 32, who.Strands % 3 == 0 ? -62 : -50, color);
                break;
            case Faces.Ornament.Hairpin:
                foreach (var down in new[] { 0f, 5 })
                {
                    using var pin = Brush.Curve(24, -24 + down, (28, -27 + down, 32, -28 + down, 37, -27 + down));
                    brush.Line(pin, Brush.Shade(color, 8), 2.6f);
                }

                break;
            case Faces.Ornament.Headband:
                using (var band = Brush.Curve(-43, -22, (-40, -72, 40, -72, 43, -22)))
                {
                    brush.Line(band, Brush.Shade(color, -22), 6.4f);
                    brush.Line(band, color, 4.8f);
                }

                break;
            case Faces.Ornament.Flower:
                for (var petal = 0; petal < 5; petal++)
                {
                    var angle = MathF.Tau * petal / 5;
                    brush.Oval(-31 + (6.5f * MathF.Cos(angle)), -38 + (6.5f * MathF.Sin(angle)), 5, 5, Brush.Shade(color, 12));
                }

                brush.Oval(-31, -38, 3.6f, 3.6f, new SKColor(250, 214, 90));
                break;
        }
    }

    private void Bow(float x, float y, SKColor color)
    {
        foreach (var side in new[] { -1, 1 })
        {
            using var wing = Brush.Curve(x, y, (x + (side * 8), y - 13, x + (side * 21), y - 13, x + (side * 19), y), (x + (side * 21), y + 12, x + (side * 8), y + 10, x, y));
            brush.Fill(wing, color);
            brush.Line(wing, Brush.Shade(color, -26), 1.1f);
        }

        brush.Oval(x, y, 4, 4.6f, Brush.Shade(color, -10));
    }

    private void Collar()
    {
        var white = new SKColor(246, 246, 250);
        switch (who.Outfit)
        {
            case Outfit.Sailor:
                Lapels(Brush.Shade(who.Cloth, -12), 1.1f);
                Lapels(white, 1.2f, stroke: true);
                Bow(0, 84, who.OrnamentColor);
                break;
            case Outfit.Shirt:
                Lapels(white, 0.8f);
                brush.Rectangle(-3, 76, 6, 30, who.OrnamentColor);
                break;
            case Outfit.Hood:
                using (var hood = Brush.Curve(-34, 64, (-20, 88, 20, 88, 34, 64)))
                {
                    brush.Line(hood, Brush.Shade(who.Cloth, -8), 9);
                    brush.Line(hood, Brush.Shade(who.Cloth, 6), 6);
                }

                break;
            default:
                using (var over = Brush.Curve(-20, 60, (-10, 76, 0, 86, 16, 104)))
                using (var under = Brush.Curve(20, 60, (14, 72, 8, 78, 0, 86)))
                {
                    brush.Line(under, white, 6);
                    brush.Line(over, white, 6);
                    brush.Line(over, who.OrnamentColor, 2);
                }

                break;
        }
    }

    private void Lapels(SKColor color, float reach, bool stroke = false)
    {
        foreach (var side in new[] { -1, 1 })
        {
            using var lapel = new SKPath();
            lapel.AddPoly([new(side * 15, 59), new(side * 32 * reach, 66), new(side * 22 * reach, 86), new(0, 82), new(side * 9, 72)]);
            if (stroke)
            {
                brush.Line(lapel, color, 1.2f);
            }
            else
            {
                brush.Fill(lapel, color);
                brush.Line(lapel, Edge, 0.9f);
            }
        }
    }
}
