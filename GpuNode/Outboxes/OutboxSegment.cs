using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Serilog;
using Shared.Wire;

namespace GpuNode.Outboxes;

/// <summary>One file of the outbox: appended to while it is the newest, then only read, shortened or deleted. One thread changes it.</summary>
internal sealed class OutboxSegment : IDisposable
{
    private const string Extension = ".outbox";

    private readonly string _path;
    private SafeFileHandle? _append;
    private Stack<long>? _undone;

    private OutboxSegment(long number, string path) => (Number, _path) = (number, path);

    public long Number { get; }

    public long Bytes { get; private set; }

    /// <summary>What of each attempt lies here, by the attempt's number.</summary>
    public Dictionary<long, OutboxShare> Shares { get; private set; } = [];

    /// <summary>How often rows had to give way here; a segment that has none left to give is passed over.</summary>
    public int Thinned { get; private set; }

    public bool Exhausted { get; private set; }

    /// <summary>Shortened since it was full: what is left are facts of attempts that are under way.</summary>
    public bool Shrunk { get; private set; }

    public static OutboxSegment Create(string folder, long number)
    {
        var path = Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + Extension);
        return new OutboxSegment(number, path) { _append = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read) };
    }

    /// <summary>The segments of a folder, oldest first, torn tails cut off, with every record told to <paramref name="seen"/> in order.</summary>
    public static IReadOnlyList<OutboxSegment> Load(string folder, Action<long, OutboxRecord> seen)
    {
        foreach (var half in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            File.Delete(half);
        }

        var files = Directory.EnumerateFiles(folder, "*" + Extension).Select(path => (Path: path, Name: Path.GetFileNameWithoutExtension(path)))
            .Where(file => long.TryParse(file.Name, CultureInfo.InvariantCulture, out _)).OrderBy(file => file.Name, StringComparer.Ordinal);
        return [.. files.Select(file => Load(file.Path, long.Parse(file.Name, CultureInfo.InvariantCulture), seen))];
    }

    public void Append(ReadOnlySpan<byte> frames)
    {
        // A try that failed half-way is written over by the next.
        RandomAccess.Write(_append!, frames, Bytes);
        Bytes += frames.Length;
    }

    /// <summary>Onto the disk: what was appended survives a power cut.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_append!);

    /// <summary>Nothing more is appended.</summary>
    public void Seal()
    {
        Flush();
        Dispose();
    }

    /// <summary>Every whole record, in order; empty where the segment was deleted meanwhile.</summary>
    /// <param name="only">Only this attempt's.</param>
    public IReadOnlyList<(long Attempt, OutboxRecord Record)> Read(long? only = null)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(_path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }

        return [.. Parse(bytes, only, out _)];
    }

    /// <summary>Whether every attempt that has something here is done with it. Asked again and again, of thousands: each is asked about until it is done, and the newest first, which are so last.</summary>
    /// <param name="done">Stays true once it is.</param>
    public bool AllDone(Predicate<long> done)
    {
        _undone ??= new Stack<long>(Shares.Keys);
        while (_undone.TryPeek(out var attempt) && done(attempt))
        {
            _undone.Pop();
        }

        return _undone.Count == 0;
    }

    /// <summary>Leaves out what need not be kept. The shorter file replaces the longer one at once or not at all.</summary>
    /// <param name="givesWay">True where a record that is still wanted was left out for lack of room.</param>
    public void Rewrite(IEnumerable<(long Attempt, OutboxRecord Record)> kept, bool? givesWay)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var shares = new Dictionary<long, OutboxShare>();
        foreach (var (attempt, record) in kept)
        {
            OutboxFrame.Write(bytes, attempt, record);
            shares[attempt] = shares.GetValueOrDefault(attempt).With(record);
        }

        using (var file = File.OpenHandle(_path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            RandomAccess.Write(file, bytes.WrittenSpan, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(_path + ".tmp", _path, overwrite: true);
        (Bytes, Shares, _undone) = (bytes.WrittenCount, shares, null);
        Shrunk |= givesWay is null;
        Thinned += givesWay is null ? 0 : 1;
        Exhausted = givesWay is false;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    public void Dispose()
    {
        _append?.Dispose();
        _append = null;
    }

    private static OutboxSegment Load(string path, long number, Action<long, OutboxRecord> seen)
    {
        var bytes = File.ReadAllBytes(path);
        var segment = new OutboxSegment(number, path);
        var records = Parse(bytes, null, out var end);
        foreach (var (attempt, record) in records)
        {
            segment.Shares[attempt] = segment.Shares.GetValueOrDefault(attempt).With(record);
            seen(attempt, record);
        }

        if (end < bytes.Length)
        {
            Log.Warning("The outbox's {File} ended in {Bytes} bytes that are no whole record; they are cut off", path, bytes.Length - end);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.SetLength(file, end);
        }

        segment.Bytes = end;
        return segment;
    }

    private static List<(long Attempt, OutboxRecord Record)> Parse(ReadOnlySpan<byte> bytes, long? only, out int end)
    {
        var records = new List<(long, OutboxRecord)>();
        end = 0;
        while (OutboxFrame.TryRead(bytes, ref end, out var attempt, out var payload))
        {
            if (only is null || only == attempt)
            {
                records.Add((attempt, OutboxRecord.Parser.ParseFrom(payload)));
            }
        }

        return records;
    }
}

/// <summary>What of one attempt lies in one segment.</summary>
/// <param name="LastRow">Number of its last metric row here; 0: none.</param>
/// <param name="Facts">Something here is wanted until the whole attempt was sent.</param>
/// <param name="Sent">Says that the attempt is done with: needed while anything else of it lies in another segment.</param>
internal readonly record struct OutboxShare(long LastRow, bool Facts, bool Sent)
{
    public OutboxShare With(OutboxRecord record) => record.RecordCase switch
    {
        OutboxRecord.RecordOneofCase.Row => this with { LastRow = record.Seq },
        OutboxRecord.RecordOneofCase.Sent => this with { Sent = true },
        _ => this with { Facts = true },
    };
}
