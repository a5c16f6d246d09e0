using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary>Decides when a plain view says again how a sweep stands, so that a log stays readable: every ten seconds, at the end, and when the sweep waits in earnest.</summary>
public sealed class PlainPace(TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // Every sweep waits a moment while its first trainer starts.
    private static readonly TimeSpan InEarnest = TimeSpan.FromSeconds(5);

    private long? _shown;
    private string? _waits;
    private long _waitsSince;
    private bool _waitTold;

    public IEnumerable<string> Lines(SweepDto sweep)
    {
        if (_shown is null || clock.GetElapsedTime(_shown.Value) >= Pause || SweepStates.Ended(sweep.State))
        {
            _shown = clock.GetTimestamp();
            yield return SweepStates.Ended(sweep.State) ? SweepLine.Ending(sweep) : SweepLine.Progress(sweep);
        }

        if (sweep.Waits != _waits)
        {
            (_waits, _waitsSince, _waitTold) = (sweep.Waits, clock.GetTimestamp(), false);
        }

        if (_waits is not null && !_waitTold && clock.GetElapsedTime(_waitsSince) >= InEarnest)
        {
            _waitTold = true;
            yield return Words.Clean($"waits: {_waits}");
        }
    }
}
