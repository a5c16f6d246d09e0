using System.Globalization;
using System.Text;

namespace GpuNode.Trainers;

/// <summary>What an attempt's trainer and agent say, line by line, for people. Only the newest part is held: a trainer may be talkative for days.</summary>
public sealed class AttemptLog
{
    /// <summary>Characters that are told at once: a fraction of what a message may have.</summary>
    public const int MostAtOnce = 32_000;

    private const int MostKept = 256_000;
    private const int LongestLine = 2_000;

    private readonly StringBuilder _text = new();
    private long _dropped;

    /// <summary>The trainer itself has said something.</summary>
    public bool Spoken { get; private set; }

    /// <summary>What the agent says of the attempt.</summary>
    public void Note(DateTimeOffset at, string line) => Add(string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} {line}"));

    /// <summary>A line of the trainer's own.</summary>
    public void Said(string line)
    {
        Spoken = true;
        Add(line);
    }

    /// <summary>What comes after a place, counted in characters from the very first, and where that ends.</summary>
    public (string Text, long Next) After(long place)
    {
        lock (_text)
        {
            var from = (int)Math.Clamp(place - _dropped, 0, _text.Length);
            var length = Math.Min(MostAtOnce, _text.Length - from);
            return (_text.ToString(from, length), _dropped + from + length);
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _dropped == 0 ? _text.ToString() : string.Create(CultureInfo.InvariantCulture, $"({_dropped} characters before this are gone)\n{_text}");
        }
    }

    private void Add(string line)
    {
        lock (_text)
        {
            _text.Append(line.AsSpan(0, Math.Min(LongestLine, line.Length))).Append('\n');
            if (_text.Length > MostKept + (MostKept / 4))
            {
                var surplus = _text.Length - MostKept;
                _text.Remove(0, surplus);
                _dropped += surplus;
            }
        }
    }
}
