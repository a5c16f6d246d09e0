using System.Net;
using System.Text;
using Orchestrator;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Orchestrator.Doctor;
using Orchestrator.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Hosting;

/// <summary>The journal on a PostgreSQL server: a real one.</summary>
public sealed class JournalServerTests : IAsyncLifetime
{
    private const string Sweep = "name: journaled\nexperiment: noop\nparameters: { index: [1, 2] }";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private PostgresServer _server = null!;

    private string Journal => $"{_server.Address}?passfile={_folder.File("pgpass")}";

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        await File.WriteAllTextAsync(_folder.File("pgpass"), $"*:*:*:*:{PostgresServer.Password}");
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    [Fact]
    public async Task What_it_took_is_there_after_a_restart_and_commands_are_refused_with_the_reason_while_it_is_away()
    {
        string id;
        await using (var host = await StartAsync("first"))
        {
            using var client = new OrchestratorClient(host.Address);
            var answer = await client.SubmitAsync(Encoding.UTF8.GetBytes(Sweep), fresh: false, CancellationToken.None);
            Assert.Empty(answer.Faults);
            id = answer.Submitted!.Id;
            var other = await Assert.ThrowsAsync<RefusalException>(() => StartAsync("second"));
            Assert.Contains("another orchestrator uses the journal 127.0.0.1:", other.Message);

            using var http = new HttpClient { BaseAddress = host.Address };
            await UntilAsync(async () => (await http.GetAsync(new Uri("ready", UriKind.Relative))).IsSuccessStatusCode);
            Assert.True((await ServerChecks.JournalAsync(Journal, CancellationToken.None)).Good);

            await _server.EndAsync();
            var notReady = await http.GetAsync(new Uri("ready", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
            Assert.Matches("^the journal 127.0.0.1:[0-9]+/postgres does not answer: [^\n]+\n$", await notReady.Content.ReadAsStringAsync(CancellationToken.None));
            Assert.False((await ServerChecks.JournalAsync(Journal, CancellationToken.None)).Good);
            var fault = await Assert.ThrowsAnyAsync<Exception>(() => client.ControlAsync(id, "pause", new ControlDto(), CancellationToken.None));
            Assert.Contains("the journal 127.0.0.1:", fault.Message);
            Assert.Contains("does not answer", fault.Message);

            await _server.BeginAsync();
            // Before anybody writes again: a probe would otherwise keep the orchestrator out of service for as long as nobody does.
            await UntilAsync(async () => (await http.GetAsync(new Uri("ready", UriKind.Relative))).IsSuccessStatusCode);
            await UntilAsync(async () => (await client.ControlAsync(id, "pause", new ControlDto(), CancellationToken.None)).Id == id);
        }

        // Another machine could be the one that goes on: nothing of it is in the first one's folder.
        await using var next = await StartAsync("second");
        using var again = new OrchestratorClient(next.Address);
        await UntilAsync(async () => (await again.SweepAsync(id, CancellationToken.None)).State == "paused");
    }

    [Fact]
    public async Task A_server_that_cannot_be_used_is_one_line_with_the_cure_and_without_a_secret()
    {
        await File.WriteAllTextAsync(_folder.File("wrong"), "*:*:*:*:s3cret");
        foreach (var (journal, words) in new[]
        {
            ($"{_server.Address}?passfile={_folder.File("wrong")}", "password authentication failed"),
            (Journal.Replace("/postgres?", "/nowhere?", StringComparison.Ordinal), "\"nowhere\" does not exist"),
            ($"{Journal}&options=-c%20default_transaction_read_only%3Don", "read-only"),
            ("postgres://experiments@127.0.0.1:1/postgres", "refused"),
        })
        {
            var refusal = await Assert.ThrowsAsync<RefusalException>(() => StartAsync("first", journal));
            Assert.Contains(words, refusal.Message);
            Assert.Contains("--journal", refusal.Message);
            Assert.DoesNotContain("s3cret", refusal.Message);
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    private Task<OrchestratorHost> StartAsync(string folder, string? journal = null) => OrchestratorHost.StartAsync(
        new OrchestratorOptions { DataFolder = _folder.Folder(folder), HttpPort = 0, ClusterPort = 0, Journal = journal ?? Journal }, CancellationToken.None);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ; await Task.Delay(200))
        {
            try
            {
                if (await holds())
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or RefusalException)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, fault.Message);
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "waited in vain");
        }
    }
}
