using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>A small image as plain bytes.</summary>
public sealed record Picture
{
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    /// <param name="pixels">Height x Width x Channels bytes, row by row from the top.</param>
    /// <exception cref="ArgumentException">The bytes don't fit.</exception>
    public Picture(int width, int height, int channels, byte[] pixels)
    {
        if (width < 1 || height < 1 || channels is not (1 or 3) || pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException($"{pixels.LongLength} bytes are no picture of {width} x {height} pixels and {channels} channels (1 or 3)");
        }

        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    public byte[] Pixels { get; }

    /// <summary>The picture itself as a PNG file, neither enlarged nor framed.</summary>
    public byte[] Png()
    {
        using var image = ToImage();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    internal SKImage ToImage()
    {
        if (Channels == 1)
        {
            return SKImage.FromPixelCopy(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque), Pixels);
        }

        // Skia knows no colour type of three bytes.
        var four = new byte[Width * Height * 4];
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            Pixels.AsSpan(pixel * 3, 3).CopyTo(four.AsSpan(pixel * 4));
            four[(pixel * 4) + 3] = byte.MaxValue;
        }

        return SKImage.FromPixelCopy(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque), four);
    }
}
