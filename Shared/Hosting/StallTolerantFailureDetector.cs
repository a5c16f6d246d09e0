using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Shared.Hosting;

/// <summary>
/// Finds members that are gone as Akka's own detector does (phi accrual, Hayashibara et al. 2004), but accuses nobody while it was this process that stood still: an answer that came in time may lie unread
/// then. One agent that is too busy to read would otherwise call the orchestrator unreachable, and the cluster's resolver takes out who is accused by one and reached by others. As Cassandra's
/// detector does after a local pause.
/// </summary>
public sealed class StallTolerantFailureDetector : PhiAccrualFailureDetector
{
    private readonly Clock _clock;
    private readonly long _pauseMs;
    private long _askedMs;
    private long _forgivenUntilMs;

    /// <summary>By HOCON's <c>akka.cluster.failure-detector</c>, as Akka makes it.</summary>
    public StallTolerantFailureDetector(Config config, EventStream events)
        : base(config, events) => (_clock, _pauseMs, _askedMs) = (DefaultClock, (long)config.GetTimeSpan("acceptable-heartbeat-pause").TotalMilliseconds, DefaultClock());

    /// <summary>With a clock of one's own, and a heartbeat a second.</summary>
    /// <param name="pause">Without a heartbeat that is borne.</param>
    /// <param name="clock">Milliseconds.</param>
    public StallTolerantFailureDetector(TimeSpan pause, Clock clock)
        : base(8, 1000, TimeSpan.FromMilliseconds(100), pause, TimeSpan.FromSeconds(1), clock) => (_clock, _pauseMs, _askedMs) = (clock, (long)pause.TotalMilliseconds, clock());

    /// <summary>Asked once a second, about each member that this one watches. Whoever asks much later has stood still.</summary>
    public override bool IsAvailable
    {
        get
        {
            var now = _clock();
            if (now - Interlocked.Exchange(ref _askedMs, now) > _pauseMs / 2)
            {
                Interlocked.Exchange(ref _forgivenUntilMs, now + _pauseMs);
            }

            return base.IsAvailable || now < Interlocked.Read(ref _forgivenUntilMs);
        }
    }
}
