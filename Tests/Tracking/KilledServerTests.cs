using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Orchestrator;
using Orchestrator.Bench.Tracking;
using Orchestrator.CommandLine;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.Tracking;

public sealed class KilledServerTests : IDisposable
{
    private const int Writers = 16;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_server_that_is_killed_under_load_has_every_acknowledged_write_and_a_sound_file()
    {
        var acknowledged = new ConcurrentDictionary<string, int>();
        await using (var server = await TrackingProcess.StartAsync(_folder.Path, [], default))
        {
            using var client = Client(server);
            var writing = Enumerable.Range(0, Writers).Select(_ => WriteUntilRefusedAsync(client, acknowledged)).ToList();
            while (acknowledged.Count < Writers || acknowledged.Values.Min() < 20)
            {
                Assert.All(writing, writer => Assert.False(writer.IsCompleted, "a writer was refused before the kill"));
                await Task.Delay(10);
            }

            // In the midst of it: DisposeAsync kills with -9.
        }

        var database = new OrchestratorOptions { DataFolder = _folder.Path }.TrackingDatabase;
        await using (var again = await TrackingProcess.StartAsync(_folder.Path, [], default))
        {
            using var client = Client(again);
            foreach (var (run, steps) in acknowledged)
            {
                var history = await client.GetMetricHistoryAsync(run, "loss");
                // The one whose answer was lost may be there or not.
                Assert.InRange(history.Count, steps, steps + 1);
                Assert.Equal(Enumerable.Range(0, history.Count).Select(step => (long)step), history.Select(point => point.Step));
                Assert.True((await client.GetRunAsync(run)).Data!.Params!.Count >= steps);
            }

            Assert.Equal(ExitCodes.Terminated, await again.StopAsync(default));
        }

        Assert.Equal("ok", IntegrityOf(database));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task WriteUntilRefusedAsync(MlflowClient client, ConcurrentDictionary<string, int> acknowledged)
    {
        try
        {
            var run = (await client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
            for (var step = 0; ; step++)
            {
                await client.LogBatchAsync(run, [new("loss", 1.0 / (step + 1), step, step)], [new($"p{step}", $"{step}")]);
                acknowledged[run] = step + 1;
            }
        }
        catch (MlflowException fault) when (fault.IsTransient)
        {
            // It was killed.
        }
    }

    private static MlflowClient Client(TrackingProcess server) => new(MlflowConnection.Parse(server.Address.AbsoluteUri, _ => null), new MlflowClientOptions { Patience = TimeSpan.Zero });

    private static string IntegrityOf(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
