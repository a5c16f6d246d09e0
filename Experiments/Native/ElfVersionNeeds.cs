using System.Buffers.Binary;
using System.Text;

namespace Experiments.Native;

/// <summary>One symbol version that a library wants of another: section .gnu.version_r of a 64-bit little-endian ELF file.</summary>
/// <param name="FlagsOffset">Where in the file the low byte of its flags lies.</param>
public readonly record struct ElfVersionNeed(string Version, bool IsWeak, long FlagsOffset);

/// <summary>Reads the symbol versions that an ELF library needs (System V ABI, chapter 4, and the LSB's "Symbol Versioning").</summary>
public static class ElfVersionNeeds
{
    /// <summary>VER_FLG_WEAK: the loader does not insist on the version.</summary>
    public const byte WeakFlag = 2;

    private const uint VersionNeedSection = 0x6ffffffe;
    private const int SectionHeaderSize = 64;

    /// <summary>All needs; none where the file is no 64-bit little-endian ELF or has no such section.</summary>
    public static IReadOnlyList<ElfVersionNeed> Read(Stream file)
    {
        Span<byte> head = stackalloc byte[64];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            return [];
        }

        var headers = Bytes(file, (long)U64(head, 40), U16(head, 60) * SectionHeaderSize);
        for (var at = 0; at < headers.Length; at += SectionHeaderSize)
        {
            var section = headers.AsSpan(at, SectionHeaderSize);
            if (U32(section, 4) == VersionNeedSection)
            {
                var names = headers.AsSpan((int)U32(section, 40) * SectionHeaderSize, SectionHeaderSize);
                return Needs(Content(file, section), (long)U64(section, 24), Content(file, names));
            }
        }

        return [];
    }

    private static List<ElfVersionNeed> Needs(byte[] section, long sectionOffset, byte[] names)
    {
        var needs = new List<ElfVersionNeed>();
        for (var (library, nextLibrary) = (0, -1); nextLibrary != 0; library += nextLibrary)
        {
            nextLibrary = (int)U32(section, library + 12);
            var version = library + (int)U32(section, library + 8);
            for (int left = U16(section, library + 2); left > 0; left--, version += (int)U32(section, version + 12))
            {
                var isWeak = (U16(section, version + 4) & WeakFlag) != 0;
                needs.Add(new(Name(names, (int)U32(section, version + 8)), isWeak, sectionOffset + version + 4));
            }
        }

        return needs;
    }

    private static byte[] Content(Stream file, ReadOnlySpan<byte> section) => Bytes(file, (long)U64(section, 24), (int)U64(section, 32));

    private static byte[] Bytes(Stream file, long offset, int length)
    {
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string Name(byte[] names, int at) => Encoding.ASCII.GetString(names, at, Array.IndexOf(names, (byte)0, at) - at);

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
