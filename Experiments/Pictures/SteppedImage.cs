using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>
/// Names a picture of one step as MLflow's <c>log_image</c> does, so that its image grid lays the steps of many runs side by side. All of the name follows from the trial: an attempt that
/// draws a picture again writes it over, and does not lay a second one beside it.
/// </summary>
public static class SteppedImage
{
    /// <summary>Where MLflow's page looks for them.</summary>
    public const string Folder = "images";

    /// <summary>Ending of the picture itself.</summary>
    public const string Full = ".png";

    /// <summary>Ending of the thumbnail.</summary>
    public const string Compressed = "%compressed.webp";

    private const int ThumbnailSide = 256;
    private const int ThumbnailQuality = 80;

    /// <summary>The path without its ending, e.g. <c>images/reconstruction%step%5%timestamp%5%g…</c>. The time is the step's number, for a clock would give each attempt's picture another name.</summary>
    /// <param name="key">What is shown, e.g. <c>reconstruction</c>.</param>
    /// <param name="trial">The trial's key.</param>
    public static string PathOf(string key, int step, string trial)
    {
        var id = new Guid(Hash(string.Create(CultureInfo.InvariantCulture, $"{trial} {key} {step}"))).ToString();
        // A letter behind the percent sign that is no hexadecimal digit, so that nobody takes the two for an escape.
        return string.Create(CultureInfo.InvariantCulture, $"{Folder}/{key}%step%{step}%timestamp%{step}%{(char)('g' + (Convert.ToInt32(id[..1], 16) % 16))}{id[1..]}");
    }

    /// <summary>The same picture in WebP, scaled so that its longer side has 256 pixels.</summary>
    /// <param name="png">A PNG file.</param>
    public static byte[] Thumbnail(byte[] png)
    {
        using var full = SKBitmap.Decode(png);
        var scale = (double)ThumbnailSide / Math.Max(full.Width, full.Height);
        var size = new SKImageInfo(Math.Max(1, (int)Math.Round(full.Width * scale)), Math.Max(1, (int)Math.Round(full.Height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var small = full.Resize(size, new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var image = SKImage.FromBitmap(small);
        using var webp = image.Encode(SKEncodedImageFormat.Webp, ThumbnailQuality);
        return webp.ToArray();
    }

    private static ReadOnlySpan<byte> Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
}
