using System.Net.ServerSentEvents;

namespace Orchestrator.Dashboard.Live;

/// <summary>Something that pages are told: a server-sent event whose data is JSON already, written once for all of them.</summary>
/// <param name="Version">Of the trial table, where the event is about that; 0: of nothing.</param>
internal sealed record News(string Event, string Json, long Version = 0)
{
    // A browser that lost us comes again so soon, and names the last version that it has.
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    public SseItem<string> Item => new(Json, Event)
    {
        EventId = Version > 0 ? Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
        ReconnectionInterval = Version > 0 ? ComeAgain : null,
    };
}

/// <summary>Reads what is new since it was last asked.</summary>
internal interface INewsSource
{
    /// <summary>How long to wait before it is asked again.</summary>
    TimeSpan Pause { get; }

    Task<IReadOnlyList<News>> ReadAsync(CancellationToken cancellation);
}
