using System.Collections.Concurrent;
using Orchestrator.Api;
using Orchestrator.Coordinator;

namespace Orchestrator.Dashboard.Live;

/// <summary>All that pages listen to: a feed for each sweep that is looked at, and one for the cluster.</summary>
internal sealed class Feeds
{
    private readonly ConcurrentDictionary<string, Feed> _sweeps = new();
    private readonly Func<string, Feed> _make;

    public Feeds(SweepGateway gateway, SweepPresenter presenter, TablePresenter table, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        Cluster = new Feed(() => new ClusterNews(gateway, presenter, clock), clock);
        _make = sweep => new Feed(() => new SweepNews(sweep, gateway, presenter, table, clock), clock);
        // The host would wait for pages that stay open.
        lifetime.ApplicationStopping.Register(() =>
        {
            Cluster.Close();
            _sweeps.Values.ToList().ForEach(feed => feed.Close());
        });
    }

    public Feed Cluster { get; }

    public Feed Sweep(string id) => _sweeps.GetOrAdd(id, _make);
}
