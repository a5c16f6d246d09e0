namespace Orchestrator.CommandLine;

/// <summary>What the process says to its caller.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The sweep ended without some of its trials: they failed for good, or it was cancelled.</summary>
    public const int TrialsFailed = 1;

    /// <summary>'doctor' found something wrong.</summary>
    public const int Ill = 1;

    /// <summary>The sweep file, the command line or the surroundings were refused; nothing was started.</summary>
    public const int Refused = 2;

    /// <summary>A bug: see the log.</summary>
    public const int Unexpected = 70;

    /// <summary>Ctrl+C: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM, as above.</summary>
    public const int Terminated = 143;
}
