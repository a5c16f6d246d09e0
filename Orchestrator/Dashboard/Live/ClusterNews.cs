using System.Text.Json;
using Orchestrator.Api;
using Orchestrator.Coordinator;
using Shared.Wire;

namespace Orchestrator.Dashboard.Live;

/// <summary>What is new of all sweeps and nodes.</summary>
internal sealed class ClusterNews(SweepGateway gateway, SweepPresenter presenter, TimeProvider clock) : INewsSource
{
    public const string Sweeps = "sweeps";

    public const string Nodes = "nodes";

    // A sweep that is over is asked again so rarely: to be asked wakes it.
    private static readonly TimeSpan OverFor = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (SweepDto Sweep, long At)> _over = [];
    private readonly Dictionary<string, string> _told = [];

    public TimeSpan Pause => TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<News>> ReadAsync(CancellationToken cancellation)
    {
        var overview = await gateway.OverviewAsync(cancellation);
        var open = overview.Open.ToHashSet();
        var sweeps = await Task.WhenAll(overview.Sweeps.Select(sweep => LookAsync(sweep, open.Contains(sweep), overview, cancellation)));
        News[] news =
        [
            new(Sweeps, JsonSerializer.Serialize([.. sweeps.OfType<SweepDto>()], ApiJson.Default.IReadOnlyListSweepDto)),
            new(Nodes, JsonSerializer.Serialize([.. overview.Nodes.Select(NodesApi.Present)], ApiJson.Default.IReadOnlyListNodeDto)),
        ];
        return [.. news.Where(one => _told.GetValueOrDefault(one.Event) != (_told[one.Event] = one.Json))];
    }

    private async Task<SweepDto?> LookAsync(string sweep, bool open, Overview overview, CancellationToken cancellation)
    {
        lock (_over)
        {
            if (!open && _over.TryGetValue(sweep, out var over) && clock.GetElapsedTime(over.At) < OverFor)
            {
                return over.Sweep;
            }

            _over.Remove(sweep);
        }

        var view = await gateway.SweepAsync(sweep, cancellation);
        if (view.Total == 0)
        {
            return null;
        }

        var dto = presenter.Present(view, overview) with { Running = [] };
        if (!open && view.EndedMs > 0)
        {
            lock (_over)
            {
                _over[sweep] = (dto, clock.GetTimestamp());
            }
        }

        return dto;
    }
}
