using System.Runtime.InteropServices;

namespace Orchestrator.CommandLine;

/// <summary>Ctrl+C and SIGTERM: the first asks the command to end in order, the second ends the process at once, and so does the time limit.</summary>
public sealed class Interrupts : IDisposable
{
    // A local node gets 60 s to have its trainers write checkpoints and to send what is unsent; the rest of the way out is short.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(75);

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _clock;
    private ITimer? _deadline;
    private int _code;

    public Interrupts(TimeProvider clock)
    {
        _clock = clock;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => On(signal, ExitCodes.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => On(signal, ExitCodes.Terminated)),
        ];
    }

    public CancellationToken Asked => _asked.Token;

    /// <summary>The exit code that the signal calls for; 0 before there was one.</summary>
    public int Code => Volatile.Read(ref _code);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _deadline?.Dispose();
        _asked.Dispose();
    }

    private void On(PosixSignalContext signal, int code)
    {
        signal.Cancel = true;
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0)
        {
            Environment.Exit(code);
        }

        _deadline = _clock.CreateTimer(_ => Environment.Exit(code), null, Limit, Timeout.InfiniteTimeSpan);
        _asked.Cancel();
    }
}
