using Google.Protobuf;
using Shared.Wire;

namespace Experiments.Trainer;

/// <summary>The agent's end of the line: commands in, reports out, both length-delimited. Reports may come from any thread.</summary>
public sealed class TrainerPipe(Stream commands, Stream reports)
{
    private readonly BufferedStream _commands = new(commands, 1 << 16);
    private readonly Lock _lock = new();
    private readonly MemoryStream _message = new();

    /// <summary>The next command; null when the agent is gone.</summary>
    public TrainerCommand? Read()
    {
        try
        {
            var message = new byte[Length()];
            _commands.ReadExactly(message);
            return TrainerCommand.Parser.ParseFrom(message);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    public void Write(TrainerReport report)
    {
        lock (_lock)
        {
            // One write a message, so that a killed trainer leaves at most one torn message behind.
            _message.SetLength(0);
            report.WriteDelimitedTo(_message);
            reports.Write(_message.GetBuffer(), 0, (int)_message.Length);
            reports.Flush();
        }
    }

    private int Length()
    {
        var length = 0;
        for (var shift = 0; shift <= 28; shift += 7)
        {
            var next = _commands.ReadByte();
            if (next < 0)
            {
                throw new EndOfStreamException();
            }

            length |= (next & 0x7f) << shift;
            if (next < 0x80 && length >= 0)
            {
                return length;
            }
        }

        throw new InvalidDataException("a command's length is no varint of 31 bits: this is not an agent's pipe");
    }
}
