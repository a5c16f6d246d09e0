using SkiaSharp;

namespace Experiments.Faces;

/// <summary>The few ways in which everything here is drawn: filled, outlined, shaded. Frees its paints as it goes.</summary>
public sealed class Brush(SKCanvas canvas)
{
    public SKCanvas Canvas => canvas;

    public void Fill(SKPath path, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    /// <summary>Filled from one colour at a height to another at a greater one.</summary>
    public void Fill(SKPath path, SKColor above, float top, SKColor below, float bottom)
    {
        using var shader = SKShader.CreateLinearGradient(new(0, top), new(0, bottom), [above, below], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    public void Line(SKPath path, SKColor color, float width)
    {
        using var paint = new SKPaint
        {
            Color = color,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        canvas.DrawPath(path, paint);
    }

    public void Oval(float x, float y, float halfWidth, float halfHeight, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawOval(x, y, halfWidth, halfHeight, paint);
    }

    public void Rectangle(float x, float y, float width, float height, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawRect(x, y, width, height, paint);
    }

    /// <summary>An oval without an edge.</summary>
    public void Glow(float x, float y, float radius, SKColor color)
    {
        using var shader = SKShader.CreateRadialGradient(new(x, y), radius, [color, color.WithAlpha(0)], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsAntialias = true };
        canvas.DrawOval(x, y, radius, radius, paint);
    }

    /// <summary>Draws where the path lets it.</summary>
    public void Inside(SKPath path, Action draw)
    {
        canvas.Save();
        canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
        draw();
        canvas.Restore();
    }

    public static SKPath Curve(float x, float y, params ReadOnlySpan<(float X1, float Y1, float X2, float Y2, float X, float Y)> pieces)
    {
        var path = new SKPath();
        path.MoveTo(x, y);
        foreach (var piece in pieces)
        {
            path.CubicTo(piece.X1, piece.Y1, piece.X2, piece.Y2, piece.X, piece.Y);
        }

        return path;
    }

    /// <summary>Towards black below 0, towards white above; hue and saturation move as in drawn shadows.</summary>
    public static SKColor Shade(SKColor color, float by)
    {
        color.ToHsl(out var hue, out var saturation, out var lightness);
        return SKColor.FromHsl(hue, Math.Clamp(saturation + (by < 0 ? 6 : 0), 0, 100), Math.Clamp(lightness + by, 3, 98), color.Alpha);
    }
}
