using Akka.Event;

namespace Shared.Hosting;

/// <summary>
/// Stands where Akka would print on the standard output, whatever the level: the lines that its real logger had not yet written when it stopped. They would follow a command's
/// table or JSON, and say nothing; a start that fails throws.
/// </summary>
public sealed class SilentLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
