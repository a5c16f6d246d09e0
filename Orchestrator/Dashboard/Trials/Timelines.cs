using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Shared.Wire;

namespace Orchestrator.Dashboard.Trials;

/// <summary>Timelines of the sweeps that are looked at, read from the journal, whose events are never deleted; each time only what has come since.</summary>
internal sealed class Timelines(ActorSystem system) : IDisposable
{
    // A sweep of ten thousand trials has a few megabytes.
    private const int MostKept = 8;

    private readonly ConcurrentDictionary<string, (Timeline Timeline, long Asked)> _known = new();
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lazy<(ICurrentEventsByPersistenceIdQuery Journal, ActorMaterializer Materializer)> _source = new(() =>
        (PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>("akka.persistence.query.journal.sql"), system.Materializer()));
    private long _asked;

    /// <summary>Lets the caller look at the sweep's timeline as it is now; nobody else changes it meanwhile.</summary>
    public async Task<T> LookAsync<T>(string sweep, Func<Timeline, T> look, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            var timeline = _known.TryGetValue(sweep, out var known) ? known.Timeline : new Timeline();
            await GoOnAsync(sweep, timeline, cancellation);
            _known[sweep] = (timeline, ++_asked);
            if (_known.Count > MostKept)
            {
                _known.TryRemove(_known.MinBy(pair => pair.Value.Asked).Key, out _);
            }

            return look(timeline);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task GoOnAsync(string sweep, Timeline timeline, CancellationToken cancellation)
    {
        var (journal, materializer) = _source.Value;
        await journal.CurrentEventsByPersistenceId($"sweep-{sweep}", timeline.Version + 1, long.MaxValue)
            .RunForeach(
                envelope =>
                {
                    if (!cancellation.IsCancellationRequested && envelope.Event is SweepEntry entry)
                    {
                        timeline.Hear(envelope.SequenceNr, entry);
                    }
                },
                materializer)
            .WaitAsync(cancellation);
    }
}
