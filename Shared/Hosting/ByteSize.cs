using System.Globalization;

namespace Shared.Hosting;

/// <summary>A size as people write it: 1g, 512m, 64k, or bytes.</summary>
public static class ByteSize
{
    /// <returns>Null where the text is no size.</returns>
    public static long? Parse(string text)
    {
        var shift = text.Length > 0 ? char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => 0 } : 0;
        var digits = shift > 0 ? text.AsSpan(0, text.Length - 1) : text;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> shift ? number << shift : null;
    }
}
