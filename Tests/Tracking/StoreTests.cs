using Microsoft.Data.Sqlite;
using Orchestrator.Tracking;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

public sealed class StoreTests
{
    [Fact]
    public async Task Sixteen_writers_lose_nothing_that_was_acknowledged_even_when_the_server_dies()
    {
        await using var server = await TrackingServer.StartAsync();
        var experiment = await server.Client.EnsureExperimentAsync("many");
        var runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var run = (await server.Client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch, $"writer {writer}")).Info.RunId;
            for (var step = 0; step < 25; step++)
            {
                await server.Client.LogBatchAsync(run, [new("loss", step * 0.5, step, step)], [new($"p{step}", $"{step}")], [new("at", $"{step}")]);
            }
            await server.Client.UpdateRunAsync(run, RunStatus.Finished, DateTimeOffset.UnixEpoch);
            return run;
        }));

        // What a killed process leaves: the files as they are, the log not yet folded in.
        var crashed = TrackingServer.NewFolder();
        foreach (var file in Directory.EnumerateFiles(server.Folder, "tracking.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(crashed, Path.GetFileName(file)));
        }
        await using var again = await TrackingServer.StartAsync(crashed);
        foreach (var id in runs)
        {
            var run = await again.Client.GetRunAsync(id);
            Assert.Equal(RunStatus.Finished, run.Info.Status);
            Assert.Equal(25, run.Data!.Params!.Count);
            Assert.Equal(new MetricPoint("loss", 12, 24, 24), Assert.Single(run.Data.Metrics!));
            Assert.Equal(25, (await again.Client.GetMetricHistoryAsync(id, "loss")).Count);
        }
        Assert.Equal("ok", Ask(again.DatabaseFile, "PRAGMA integrity_check"));
        Assert.Equal("wal", Ask(again.DatabaseFile, "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task The_database_has_all_tables_of_MLflows_revision_and_its_stamp()
    {
        await using var server = await TrackingServer.StartAsync();

        Assert.Equal("30", Ask(server.DatabaseFile, "SELECT count(*) FROM sqlite_master WHERE type = 'table'"));
        Assert.Equal("534353b11cbc", Ask(server.DatabaseFile, "SELECT group_concat(version_num) FROM alembic_version"));
        Assert.Equal("0", Ask(server.DatabaseFile, "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = 'index_metrics_run_uuid_key_step'"));
    }

    [Fact]
    public async Task A_database_of_another_revision_is_refused_and_left_as_it_is()
    {
        var server = await TrackingServer.StartAsync();
        await server.StopAsync();
        Ask(server.DatabaseFile, "UPDATE alembic_version SET version_num = '4b75f9a0c123' RETURNING 1");

        var refusal = await Assert.ThrowsAsync<IOException>(() => TrackingServer.StartAsync(server.Folder));

        Assert.Contains("revision 4b75f9a0c123, and this server has 534353b11cbc", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("4b75f9a0c123", Ask(server.DatabaseFile, "SELECT version_num FROM alembic_version"));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart_and_Default_is_not_made_twice()
    {
        var server = await TrackingServer.StartAsync();
        var experiment = await server.Client.EnsureExperimentAsync("kept");
        await server.StopAsync();

        await using var again = await TrackingServer.StartAsync(server.Folder);

        Assert.Equal(experiment, (await again.Client.GetExperimentByNameAsync("kept"))?.ExperimentId);
        Assert.Equal("2", Ask(again.DatabaseFile, "SELECT count(*) FROM experiments"));
        Assert.Equal("0", (await again.Client.GetExperimentByNameAsync("Default"))?.ExperimentId);
    }

    [Fact]
    public async Task Many_callers_that_ensure_one_experiment_get_one()
    {
        await using var server = await TrackingServer.StartAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.Client.EnsureExperimentAsync("shared")));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_refused_request_undoes_itself_and_not_its_neighbours_in_the_commit()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
        await server.Client.LogBatchAsync(run, parameters: [new("fixed", "1")]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Record.ExceptionAsync(() =>
            server.Client.LogBatchAsync(run, [new($"m{i}", i, i, i)], [new($"p{i}", "1"), new("fixed", i % 2 == 0 ? "1" : "2")])).AsTask()));

        Assert.Equal(32, answers.Count(answer => answer is MlflowException { ErrorCode: "INVALID_PARAMETER_VALUE" }));
        var data = (await server.Client.GetRunAsync(run)).Data!;
        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"m{2 * i}").Order(), data.Metrics!.Select(metric => metric.Key).Order());
        Assert.Equal(33, data.Params!.Count);
    }

    [Fact]
    public async Task A_full_disk_fails_the_writes_of_the_moment_and_the_writer_goes_on()
    {
        var folder = TrackingServer.NewFolder();
        var session = new Session(Path.Combine(folder, "small.db"), "PRAGMA journal_mode = WAL; PRAGMA max_page_count = 20; CREATE TABLE t (x TEXT);");
        await using (var queue = new WriteQueue(session))
        {
            var fault = await Assert.ThrowsAsync<SqliteException>(() =>
                queue.RunAsync(writer => writer.Run("INSERT INTO t VALUES (?1)", new string('x', 200_000)), CancellationToken.None));

            Assert.Equal(13, fault.SqliteErrorCode);
            Assert.Equal(1, await queue.RunAsync(writer => writer.Run("INSERT INTO t VALUES (?1)", "small"), CancellationToken.None));
        }
        Assert.Equal("1", Ask(Path.Combine(folder, "small.db"), "SELECT count(*) FROM t"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_database_that_cannot_be_opened_is_one_clear_line()
    {
        var folder = TrackingServer.NewFolder();
        var inTheWay = Path.Combine(folder, "file");
        File.WriteAllText(inTheWay, "not a folder");
        var garbage = Path.Combine(folder, "garbage.db");
        File.WriteAllText(garbage, new string('x', 5000));

        var below = Assert.Throws<IOException>(() => TrackingStore.Open(Options(Path.Combine(inTheWay, "t.db")), TimeProvider.System));
        var broken = Assert.Throws<IOException>(() => TrackingStore.Open(Options(garbage), TimeProvider.System));

        Assert.Contains("tracking database", below.Message, StringComparison.Ordinal);
        Assert.Contains("garbage.db cannot be used", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', below.Message + broken.Message);
        Directory.Delete(folder, recursive: true);
    }

    private static TrackingOptions Options(string database) => new() { DatabaseFile = database, ArtifactRoot = database + ".artifacts" };

    private static string Ask(string database, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
