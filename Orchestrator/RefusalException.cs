namespace Orchestrator;

/// <summary>
/// The surroundings refuse what was asked: a port in use, a folder that can't be written, an address that doesn't answer. The message is one line for a person that names the
/// thing and the cure; the command line prints it without a stack trace and exits with 2.
/// </summary>
public sealed class RefusalException : Exception
{
    public RefusalException()
    {
    }

    public RefusalException(string message)
        : base(message)
    {
    }

    public RefusalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
