using System.Text.Json;
using Orchestrator.Api;
using Orchestrator.Coordinator;
using Shared.Wire;

namespace Orchestrator.Dashboard.Live;

/// <summary>What is new of a sweep: its rows that have changed, and itself.</summary>
internal sealed class SweepNews(string sweep, SweepGateway gateway, SweepPresenter presenter, TablePresenter table, TimeProvider clock) : INewsSource
{
    public const string Sweep = "sweep";

    public const string Rows = "rows";

    private static readonly TimeSpan WhileItRuns = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhenItRests = TimeSpan.FromSeconds(1);

    // Progress of running trials comes with their nodes' hellos.
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(490);

    private long? _version;
    private string _told = "";
    private long _lookedAt;

    public TimeSpan Pause { get; private set; } = WhileItRuns;

    public async Task<IReadOnlyList<News>> ReadAsync(CancellationToken cancellation)
    {
        var news = new List<News>();
        if (_version is not { } version)
        {
            _version = (await gateway.TableAsync(sweep, after: -1, 0, cancellation)).Version;
        }
        else if (await table.ChangesAsync(sweep, version, cancellation) is var changed && changed.Version != version)
        {
            _version = changed.Version;
            news.Add(new News(Rows, JsonSerializer.Serialize(changed, ApiJson.Default.TableDto), changed.Version));
        }

        if ((news.Count > 0 || clock.GetElapsedTime(_lookedAt) >= ProgressEvery || _told.Length == 0) && await LookAsync(cancellation) is { } itself)
        {
            news.Add(itself);
        }

        return news;
    }

    // Null where nothing has changed that anybody could see.
    private async Task<News?> LookAsync(CancellationToken cancellation)
    {
        _lookedAt = clock.GetTimestamp();
        var view = await gateway.SweepAsync(sweep, cancellation);
        if (view.Total == 0)
        {
            return null;
        }

        var dto = presenter.Present(view, await gateway.OverviewAsync(cancellation));
        Pause = view.EndedMs > 0 || view.Phase == SweepPhase.Paused ? WhenItRests : WhileItRuns;
        // A clock alone is no news.
        var said = JsonSerializer.Serialize(dto with { ElapsedSeconds = 0 }, ApiJson.Default.SweepDto);
        if (said == _told)
        {
            return null;
        }

        _told = said;
        return new News(Sweep, JsonSerializer.Serialize(dto, ApiJson.Default.SweepDto));
    }
}
