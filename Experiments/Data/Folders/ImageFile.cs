using System.Runtime.InteropServices;
using SkiaSharp;

namespace Experiments.Data.Folders;

/// <summary>
/// Reads a PNG or JPEG file as RGB bytes of one size. Grey, palette, 16-bit and CMYK images are converted; colour profiles and rotation tags are not
/// applied; what shows through is laid on white; of an animation the still picture is taken.
/// </summary>
public static class ImageFile
{
    /// <summary>A larger image takes more than half a gigabyte and is hardly meant for 64x64.</summary>
    public const long MostPixels = 100_000_000;

    /// <summary>Fills <paramref name="target"/> with side x side RGB pixels.</summary>
    /// <exception cref="UnreadableImageException">It is broken, too large, or neither PNG nor JPEG.</exception>
    public static void Read(string path, Span<byte> target, int side)
    {
        using var data = SKData.CreateCopy(Content(path));
        using var codec = SKCodec.Create(data) ?? throw new UnreadableImageException("is no image, or its beginning is broken");
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
        {
            throw new UnreadableImageException($"is neither PNG nor JPEG but {codec.EncodedFormat.ToString().ToUpperInvariant()}");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
        {
            throw new UnreadableImageException($"has {width}x{height} pixels, more than {MostPixels / 1_000_000} million");
        }

        AreaResize.Squash(OnWhite(Decode(codec, width, height)), height, width, target, side);
    }

    private static byte[] Content(string path)
    {
        try
        {
            return File.ReadAllBytes(path) is { Length: > 0 } content ? content : throw new UnreadableImageException("is empty");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableImageException($"can't be read: {fault.Message}");
        }
    }

    private static byte[] Decode(SKCodec codec, int width, int height)
    {
        var pixels = new byte[width * height * 4];
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            // No colour space: the bytes as they were saved.
            var result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), pinned.AddrOfPinnedObject());
            return result switch
            {
                SKCodecResult.Success => pixels,
                SKCodecResult.IncompleteInput => throw new UnreadableImageException("is cut off"),
                _ => throw new UnreadableImageException($"is broken ({result})"),
            };
        }
        finally
        {
            pinned.Free();
        }
    }

    // Packs four bytes a pixel to three in place.
    private static ReadOnlySpan<byte> OnWhite(byte[] pixels)
    {
        var to = 0;
        for (var from = 0; from < pixels.Length; from += 4)
        {
            var alpha = pixels[from + 3];
            for (var channel = 0; channel < AreaResize.Channels; channel++)
            {
                pixels[to++] = (byte)(((pixels[from + channel] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }

        return pixels.AsSpan(0, to);
    }
}
