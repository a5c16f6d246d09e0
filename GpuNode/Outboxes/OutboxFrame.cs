using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Google.Protobuf;
using Shared.Wire;

namespace GpuNode.Outboxes;

/// <summary>
/// One record as it lies in a segment: the payload's length (4 bytes), a CRC-32 of the rest (4), the attempt's number (8), the payload; all little endian. The attempt stands outside the
/// payload so that a reader who wants one attempt's records need not parse the others'. Pure.
/// </summary>
internal static class OutboxFrame
{
    public const int Head = 16;

    // A header and an assignment are kilobytes; a length beyond this is a torn or foreign file.
    private const int LongestPayload = 64 << 20;

    public static void Write(IBufferWriter<byte> to, long attempt, OutboxRecord record)
    {
        var length = record.CalculateSize();
        var frame = to.GetSpan(Head + length)[..(Head + length)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], attempt);
        record.WriteTo(frame[Head..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32.HashToUInt32(frame[8..]));
        to.Advance(frame.Length);
    }

    /// <summary>Reads the frame at a position and moves behind it.</summary>
    /// <returns>False at the end, and where the bytes that follow are no whole frame: the tail was torn by a crash.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, out long attempt, out ReadOnlySpan<byte> payload)
    {
        attempt = 0;
        payload = default;
        var rest = bytes[at..];
        if (rest.Length < Head || BinaryPrimitives.ReadInt32LittleEndian(rest) is not (>= 0 and <= LongestPayload and var length) || rest.Length < Head + length
            || Crc32.HashToUInt32(rest[8..(Head + length)]) != BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]))
        {
            return false;
        }

        attempt = BinaryPrimitives.ReadInt64LittleEndian(rest[8..]);
        payload = rest[Head..(Head + length)];
        at += Head + length;
        return true;
    }
}
