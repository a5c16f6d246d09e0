using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Orchestrator.Tracking;
using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

public sealed class RunSearchTests : IAsyncDisposable
{
    private static readonly Gen<string> Garbage = Gen.OneOf(
            Gen.OneOf("metrics.", "params.a", "tags.`x`", "datasets.name", "attributes.", "run_id", "start_time", "status", "AND", "and", "OR", "NOT", "IN", "LIKE", "ILIKE"),
            Gen.OneOf("=", "!=", "<", ">=", "(", ")", ",", "'", "''", "\"", "`", ";", "--", "\\", "%", "\0", "\ud800", "DESC", "ASC", "NULLS LAST"),
            Gen.OneOf("'x'", "\"x\"", "1", "-1e999", "1e-999", "0x1", "('a', 'b')", "()", "?1", "NaN", ".", ".5", "5.", "a.b.c", "é"),
            Gen.String)
        .Array[0, 8].Select(pieces => string.Concat(pieces.Select((piece, i) => (i + piece.Length) % 3 == 0 ? piece : piece + " ")));

    private readonly string _folder = TrackingServer.NewFolder();
    private readonly TrackingStore _store;

    public RunSearchTests() => _store = TrackingStore.Open(TrackingServer.OptionsIn(_folder), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_search_finds_what_a_look_at_each_run_finds_in_the_same_order()
    {
        var (all, telling) = (0, 0);
        await Gen.Select(SearchGen.Runs, Gen.Select(SearchGen.Filters, SearchGen.Orderings, Gen.Int).Array[1, 40]).SampleAsync(async (drawn, searches) =>
        {
            var (experiment, runs) = await StoredAsync(drawn);
            foreach (var (wanted, orderings, seed) in searches)
            {
                var spelling = new SearchSpelling(seed);
                var text = spelling.Filter(wanted.Select(comparison => WithIds(comparison, runs)));
                var order = orderings.Select(spelling.Order).ToList();
                var filter = SearchSyntax.ParseFilter(text);
                Assert.Equal(wanted.Select(comparison => Said(WithIds(comparison, runs))), filter.Select(Said));

                var found = Found(experiment, filter, order);

                var expected = ModelRun.Ordered(runs.Where(run => filter.All(run.Matches)), orderings).Select(run => run.Id);
                Assert.True(expected.SequenceEqual(found), $"{text} order by {string.Join(", ", order)}\nfound {string.Join(", ", found)}\nof {string.Join("\n", runs.AsEnumerable())}");
                Interlocked.Increment(ref all);
                Interlocked.Add(ref telling, found.Count > 0 && found.Count < runs.Length ? 1 : 0);
            }
        }, iter: 100);

        // Where filters find all or nothing the test tells nothing.
        Assert.True(telling > all / 4, $"{telling} of {all}");
    }

    [Fact]
    public void Whatever_is_sent_as_a_filter_or_an_ordering_is_answered_or_refused() => Gen.Select(Garbage, Garbage.Array[0, 2]).Sample((filter, orderings) =>
    {
        IsAnsweredOrRefused(() => Found(0, SearchSyntax.ParseFilter(filter), orderings));
        IsAnsweredOrRefused(() =>
        {
            var where = ExperimentQuery.Where(SearchSyntax.ParseFilter(filter));
            var order = ExperimentQuery.OrderBy([.. orderings.Select(SearchSyntax.ParseOrder)]);
            _store.Read(session => ExperimentTable.Search(session, where, order, ViewType.All, 10, 0));
        });
    }, iter: 3000);

    [Fact]
    public async Task No_filter_makes_the_server_fail()
    {
        await using var server = await TrackingServer.StartAsync();
        var search = new Uri(server.Address, "/api/2.0/mlflow/runs/search");

        await Gen.Select(Garbage, Garbage.Array[0, 2]).SampleAsync(async (filter, orderings) =>
        {
            using var response = await server.Http.PostAsJsonAsync(search, new { experiment_ids = (string[])["0"], filter, order_by = orderings });
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{response.StatusCode} for {filter} by {string.Join(", ", orderings)}");
        }, iter: 300);
    }

    [Fact]
    public void A_search_with_very_many_keys_is_answered_or_refused()
    {
        var filter = string.Join(" AND ", Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? $"metrics.m{i} < 1" : $"datasets.name != 'd{i}'"));

        Assert.Empty(Found(0, SearchSyntax.ParseFilter(filter), [.. Enumerable.Range(0, 32).Select(i => $"metrics.m{i}")]));
        Assert.Equal(400, Assert.Throws<TrackingFault>(() => SearchSyntax.ParseFilter(filter + " AND metrics.x < 1")).Status);
        Assert.Equal(400, Assert.Throws<TrackingFault>(() => Found(0, [], [.. Enumerable.Range(0, 33).Select(i => $"metrics.m{i}")])).Status);
    }

    private static void IsAnsweredOrRefused(Action search)
    {
        try
        {
            search();
        }
        catch (TrackingFault fault)
        {
            Assert.Equal(400, fault.Status);
        }
    }

    private List<string> Found(long experiment, IReadOnlyList<Comparison> filter, IReadOnlyList<string> orderings)
    {
        // Both ways: by way of the runs, and by way of a metric's values.
        var found = Search(long.MaxValue, 100);
        Assert.Equal(found, Search(0, 100));
        Assert.Equal(found.Take(3), Search(0, 3));
        return found;

        List<string> Search(long largeFrom, int limit)
        {
            var search = new RunSearch([experiment], filter, [.. orderings.Select(SearchSyntax.ParseOrder)], largeFrom);
            return _store.Read(session => RunTable.Search(session, search, ViewType.ActiveOnly, limit, 0)).ConvertAll(run => run.Info.RunId);
        }
    }

    private async Task<(long Experiment, ModelRun[] Runs)> StoredAsync(ModelRun[] drawn)
    {
        var world = Guid.NewGuid().ToString("N")[..12];
        var runs = drawn.Select((run, i) => run with { Id = $"{world}{i.ToString(CultureInfo.InvariantCulture)}" }).ToArray();
        var experiment = await _store.WriteAsync(session =>
        {
            var id = ExperimentTable.Create(session, world, "s3://there", [], 1);
            foreach (var run in runs)
            {
                Store(session, id, run);
            }
            return id;
        }, CancellationToken.None);
        return (experiment, runs);
    }

    private static void Store(Session session, long experiment, ModelRun run)
    {
        RunTable.Create(session, run.Id, experiment, run.Name, run.UserId, run.StartTime, [.. run.Tags.Select(tag => new MlflowTag(tag.Key, tag.Value))]);
        RunTable.Update(session, run.Id, run.Status, run.EndTime, null);
        // An earlier value of each metric: only the latest counts.
        var metrics = run.Metrics.SelectMany(metric => (MetricPoint[])[new(metric.Key, metric.Value, 2, 2), new(metric.Key, 0.5, 3, 1)]);
        RunDataTables.Log(session, run.Id, [.. metrics], [.. run.Params.Select(param => new RunParam(param.Key, param.Value))], []);
        InputTables.LogInputs(session, run.Id, [.. run.Datasets.Select(Input)], []);
    }

    private static DatasetInput Input((string Name, string Digest, string? Context) dataset) => new(
        dataset.Context is null ? [new("other", "x")] : [new("mlflow.data.context", dataset.Context), new("other", "x")], new MlflowDataset(dataset.Name, dataset.Digest, "test", "here", null, null));

    // An id that was drawn as an index becomes the run's, or one that no run has.
    private static Comparison WithIds(Comparison comparison, ModelRun[] runs)
    {
        string Id(string index) => int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < runs.Length ? runs[i].Id : index;
        return (comparison.Key.Name, comparison.Operand) switch
        {
            ("run_id", Operand.Text text) => comparison with { Operand = new Operand.Text(Id(text.Value)) },
            ("run_id", Operand.Texts texts) => comparison with { Operand = new Operand.Texts([.. texts.Values.Select(Id)]) },
            _ => comparison,
        };
    }

    private static (SearchKey, Comparator, string) Said(Comparison comparison) => (
        ModelRun.Canonical(comparison.Key),
        comparison.Comparator,
        comparison.Operand is Operand.Texts texts ? string.Join("|", texts.Values) : comparison.Operand.ToString());
}
