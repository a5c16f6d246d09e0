using Orchestrator.Api;
using Orchestrator.Coordinator;
using Shared.Wire;

namespace Orchestrator.Operations;

/// <summary>What was counted in the cluster at a moment.</summary>
/// <param name="Sweeps">By state, as the API spells it.</param>
/// <param name="Trials">By state, of all sweeps.</param>
/// <param name="Waiting">Trials of sweeps that may hand them out and that could start now.</param>
public sealed record Census(IReadOnlyDictionary<string, int> Sweeps, IReadOnlyDictionary<string, long> Trials, long Waiting, IReadOnlyList<NodeView> Nodes, DateTimeOffset At);

/// <summary>Counts sweeps, trials and nodes when somebody is about to read metrics. A sweep that is over was counted once and is not woken again.</summary>
public sealed class ClusterCensus(SweepGateway gateway, TimeProvider clock)
{
    // Who scrapes in several places at once shares a count.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // Less than a scrape waits: the process's own metrics are told in any case.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // An old catalogue is taken in over some scrapes: each sweep of it is read from the journal.
    private const int MostWoken = 50;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, SweepView> _ended = [];
    private volatile Census? _newest;

    /// <summary>The last count; null before the first, and where the coordinator did not answer.</summary>
    public Census? Newest => _newest;

    /// <summary>Counts anew where the last count is old. A coordinator that does not answer leaves nothing to tell: old numbers would pass for new ones.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            if (_newest is not { } last || clock.GetUtcNow() - last.At >= Fresh)
            {
                _newest = await CountAsync(patience.Token);
            }
        }
        catch (Exception fault) when (fault is RefusalException or OperationCanceledException)
        {
            _newest = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Census> CountAsync(CancellationToken cancellation)
    {
        var overview = await gateway.OverviewAsync(cancellation);
        var open = overview.Open.ToHashSet();
        foreach (var resumed in _ended.Keys.Where(open.Contains).ToList())
        {
            _ended.Remove(resumed);
        }

        var unknown = overview.Sweeps.Where(sweep => !open.Contains(sweep) && !_ended.ContainsKey(sweep)).Take(MostWoken);
        var views = await Task.WhenAll(open.Union(unknown).Select(sweep => gateway.SweepAsync(sweep, cancellation)));
        foreach (var over in views.Where(view => !open.Contains(view.Sweep)))
        {
            _ended[over.Sweep] = over;
        }

        return Of([.. views.Where(view => open.Contains(view.Sweep)), .. _ended.Values], [.. overview.Nodes], clock.GetUtcNow());
    }

    /// <summary>Pure.</summary>
    public static Census Of(IReadOnlyList<SweepView> sweeps, IReadOnlyList<NodeView> nodes, DateTimeOffset at)
    {
        // A sweep that was opened and never submitted has no trials.
        List<SweepView> known = [.. sweeps.Where(view => view.Total > 0)];
        var states = Enum.GetValues<SweepPhase>().Where(phase => phase != SweepPhase.SweepUnknown).ToDictionary(SweepPresenter.State, phase => known.Count(view => view.Phase == phase));
        var trials = new Dictionary<string, long>
        {
            ["waiting"] = known.Sum(view => (long)view.Pending - view.Delayed),
            ["delayed"] = known.Sum(view => (long)view.Delayed),
            ["running"] = known.Sum(view => (long)view.Leased),
            ["finished"] = known.Sum(view => (long)view.Finished),
            ["failed"] = known.Sum(view => (long)view.Failed),
        };
        return new Census(states, trials, known.Where(view => view.Phase == SweepPhase.Running).Sum(view => (long)view.Pending - view.Delayed), nodes, at);
    }
}
