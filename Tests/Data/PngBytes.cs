using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tests.Data;

/// <summary>PNG files of every kind that the specification knows, written by hand: encoders write few of them.</summary>
internal static class PngBytes
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte Rgba = 6;

    /// <param name="rows">The image's rows without their filter bytes.</param>
    /// <param name="before">Chunks between the header and the image.</param>
    /// <param name="after">Chunks behind the image.</param>
    public static byte[] Of(int width, int height, byte kind, byte depth, byte[] rows, (string Type, byte[] Data)[]? before = null, (string Type, byte[] Data)[]? after = null)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (depth, kind);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n',
            .. Chunk("IHDR", head), .. (before ?? []).SelectMany(chunk => Chunk(chunk.Type, chunk.Data)), .. Chunk("IDAT", Packed(rows, height)),
            .. (after ?? []).SelectMany(chunk => Chunk(chunk.Type, chunk.Data)), .. Chunk("IEND", []),
        ];
    }

    /// <summary>One colour, 8 bits each.</summary>
    public static byte[] Plain(int width, int height, byte red, byte green, byte blue) =>
        Of(width, height, Rgb, 8, [.. Enumerable.Repeat(new[] { red, green, blue }, width * height).SelectMany(pixel => pixel)]);

    public static byte[] Packed(byte[] rows, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var row in rows.Chunk(rows.Length / height))
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
