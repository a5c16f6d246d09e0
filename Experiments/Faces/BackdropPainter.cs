using SkiaSharp;

namespace Experiments.Faces;

/// <summary>What is behind the head, over the whole picture.</summary>
public sealed class BackdropPainter(Brush brush, FaceMoment now, int side)
{
    public void Draw()
    {
        var dice = new FaceDice(now.Scenery);
        var (pale, deep) = (SKColor.FromHsv(now.Hue, 18, 97), SKColor.FromHsv((now.Hue + 25) % 360, 42, 84));
        using var all = new SKPath();
        all.AddRect(SKRect.Create(side, side));
        switch (now.Backdrop)
        {
            case Backdrop.Plain:
                brush.Fill(all, pale);
                break;
            case Backdrop.Gradient:
                brush.Fill(all, pale, 0, deep, side);
                break;
            case Backdrop.Glow:
                brush.Fill(all, deep);
                brush.Glow(side / 2f, side / 2f, side * 0.75f, SKColors.White.WithAlpha(220));
                break;
            case Backdrop.Bokeh:
                brush.Fill(all, deep, 0, Brush.Shade(deep, -18), side);
                Scatter(dice, 16, (x, y, size) => brush.Oval(x, y, 4 + (12 * size), 4 + (12 * size), pale.WithAlpha((byte)(60 + (90 * size)))));
                break;
            case Backdrop.Stripes:
                brush.Fill(all, pale);
                Stripes(deep.WithAlpha(110), 10 + (14 * dice.Unit()));
                break;
            case Backdrop.Sky:
                brush.Fill(all, new SKColor(96, 168, 232), 0, new SKColor(214, 236, 250), side);
                Scatter(dice, 5, (x, y, size) => Cloud(x, y * 0.7f, 8 + (10 * size)));
                break;
            case Backdrop.Leaves:
                brush.Fill(all, new SKColor(190, 224, 150), 0, new SKColor(84, 146, 92), side);
                Scatter(dice, 26, (x, y, size) => brush.Oval(x, y, 3 + (7 * size), 2 + (4 * size), SKColor.FromHsv(80 + (50 * size), 55, 60 + (30 * size), 170)));
                break;
            default:
                Room(all, pale, deep, dice);
                break;
        }
    }

    /// <summary>Colours the finished picture as the light would.</summary>
    public void Tint()
    {
        var color = now.Light switch
        {
            Light.Evening => new SKColor(255, 150, 60, 46),
            Light.Night => new SKColor(30, 40, 120, 74),
            Light.Bright => new SKColor(255, 255, 240, 46),
            _ => SKColors.Transparent,
        };
        brush.Rectangle(0, 0, side, side, color);
    }

    private void Scatter(FaceDice dice, int count, Action<float, float, float> draw)
    {
        for (var at = 0; at < count; at++)
        {
            draw(dice.Between(0, side), dice.Between(0, side), dice.Unit());
        }
    }

    private void Stripes(SKColor color, float step)
    {
        for (var x = -side * 1f; x < side; x += 2 * step)
        {
            using var stripe = new SKPath();
            stripe.AddPoly([new(x, 0), new(x + step, 0), new(x + step + side, side), new(x + side, side)]);
            brush.Fill(stripe, color);
        }
    }

    private void Cloud(float x, float y, float size)
    {
        foreach (var (right, down, radius) in new[] { (-1.1f, 0.2f, 0.7f), (0, -0.1f, 1f), (1.1f, 0.25f, 0.75f), (0.3f, 0.35f, 1.1f) })
        {
            brush.Oval(x + (right * size), y + (down * size), radius * size, radius * size * 0.7f, SKColors.White.WithAlpha(225));
        }
    }

    // A wall with a window.
    private void Room(SKPath all, SKColor pale, SKColor deep, FaceDice dice)
    {
        brush.Fill(all, pale);
        brush.Rectangle(0, side * 0.78f, side, side, Brush.Shade(deep, -8));
        var (x, width) = (dice.Between(-20, side - 60), dice.Between(50, 90));
        brush.Rectangle(x, 8, width, 70, SKColors.White);
        brush.Rectangle(x + 4, 12, width - 8, 62, new SKColor(170, 214, 244));
        brush.Rectangle(x + (width / 2) - 1.5f, 12, 3, 62, SKColors.White);
        brush.Rectangle(x, 42, width, 3, SKColors.White);
    }
}
