using Shared.Hosting;

namespace GpuNode.Trainers;

/// <summary>Puts into words how a trainer process ended. Pure.</summary>
public static class TrainerExit
{
    private const int Kill = 9;

    /// <param name="exitCode">As .NET gives it: 128 + the signal's number for a process that a signal ended.</param>
    /// <param name="errors">The last lines of its error output.</param>
    /// <param name="killedFor">Why the agent has killed it; null where it has not.</param>
    public static string Describe(int exitCode, IReadOnlyList<string> errors, string? killedFor = null)
    {
        if (killedFor is not null && exitCode == 128 + Kill)
        {
            return $"the trainer was ended by its agent: {killedFor}";
        }

        var how = exitCode > 128 && SignalName(exitCode - 128) is { } signal
            ? $"the trainer was ended by signal {exitCode - 128} ({signal})"
            : $"the trainer ended with exit code {exitCode}";
        errors = [.. errors.Where(line => !line.StartsWith(TrainerEnvironment.Note, StringComparison.Ordinal))];
        // The first of the last lines that names a cause tells more than the stack below it.
        var cause = errors.LastOrDefault(line => line.Contains("what():", StringComparison.Ordinal) || line.StartsWith("Unhandled exception", StringComparison.Ordinal))
            ?? errors.LastOrDefault(line => !string.IsNullOrWhiteSpace(line) && !line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        return cause is null ? how : $"{how}; its last words: {cause.Trim()}";
    }

    private static string? SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        4 => "SIGILL",
        6 => "SIGABRT, a native abort",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL, by somebody or by the kernel for lack of memory",
        11 => "SIGSEGV, a native crash",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => null,
    };
}
