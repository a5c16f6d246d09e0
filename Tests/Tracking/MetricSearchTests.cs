using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

/// <summary>A large experiment is searched from its metrics' values; it must find what looking at every run finds.</summary>
public sealed class MetricSearchTests : IAsyncLifetime
{
    private const int Runs = 3_000;

    private readonly string _folder = TrackingServer.NewFolder();
    private TrackingStore _store = null!;
    private long _large;
    private long _small;

    public static TheoryData<string, string> Searches
    {
        get
        {
            var searches = new TheoryData<string, string>();
            foreach (var filter in new[] { "", "metrics.loss < 0.5", "metrics.loss > 0.99", "metrics.loss = 0", "metrics.loss >= 0.2 and metrics.loss != 0.5 and params.kind = 'b'", "metrics.rare > 3", "metrics.loss > 2", "params.kind = 'a' and metrics.other < 0.01" })
            {
                foreach (var order in new[] { "", "metrics.loss ASC", "metrics.loss DESC", "metrics.rare DESC", "metrics.flat ASC", "params.kind DESC|metrics.loss DESC", "metrics.loss DESC|metrics.other ASC", "metrics.missing ASC" })
                {
                    searches.Add(filter, order);
                }
            }

            return searches;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _store = TrackingStore.Open(TrackingServer.OptionsIn(_folder), TimeProvider.System);
        await _store.WriteAsync(
            session =>
            {
                _large = ExperimentTable.Create(session, "large", null, [], 0);
                _small = ExperimentTable.Create(session, "small", null, [], 0);
                for (var i = 0; i < Runs; i++)
                {
                    Write(session, i % 10 == 0 ? _small : _large, i);
                }
            },
            default);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void The_short_way_finds_what_the_long_way_finds(string filter, string order)
    {
        var comparisons = SearchSyntax.ParseFilter(filter);
        var orderings = order.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(SearchSyntax.ParseOrder).ToList();
        foreach (var experiments in new[] { new[] { _large }, [_small], [_large, _small] })
        {
            var search = new RunSearch(experiments, comparisons, orderings);
            foreach (var (limit, offset) in new[] { (50, 0L), (50, 100L), (7, 2_650L), (5_000, 0L) })
            {
                var (found, expected) = _store.Read(session => (
                    search.Find(session, ViewType.ActiveOnly, limit, offset), RunTable.Find(session, RunQuery.Of(experiments, comparisons, orderings), ViewType.ActiveOnly, limit, offset)));
                Assert.Equal(expected.Select(run => run.RunId), found.Select(run => run.RunId));
            }
        }
    }

    private static void Write(Session session, long experiment, int i)
    {
        var id = i.ToString("D32", System.Globalization.CultureInfo.InvariantCulture);
        RunTable.Create(session, id, experiment, "run", "", i % 97, []);
        List<MetricPoint> metrics = [new("flat", 1, 0, 0), new("other", i * 0.4142135623730951 % 1, 0, 0)];
        if (i % 7 != 0)
        {
            metrics.Add(new("loss", i % 11 == 0 ? double.NaN : Math.Round(i * 0.6180339887498949 % 1, 2), 0, 0));
        }

        if (i % 500 == 0)
        {
            metrics.Add(new("rare", i / 500, 0, 0));
        }

        RunDataTables.Log(session, id, metrics, [new("kind", i % 3 == 0 ? "a" : "b")], []);
    }
}
