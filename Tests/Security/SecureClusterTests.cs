using System.Net;
using System.Net.Sockets;
using Orchestrator.Bench;
using Orchestrator.CommandLine;
using Shared.Mlflow;
using Shared.Security;
using Tests.CommandLine;
using Xunit;

namespace Tests.Security;

/// <summary>A cluster of real processes with TLS, users and secrets: who gets in, who does not, and where the secrets do not stand.</summary>
public sealed class SecureClusterTests(SecureCluster cluster) : IClassFixture<SecureCluster>
{
    private const int Trials = 4;

    private static int _sweeps;

    [Fact]
    public async Task A_node_of_our_authority_runs_work_that_is_recorded_over_https()
    {
        using var client = cluster.Client(cluster.Submitter);
        var sweep = await RunAsync(client);

        Assert.Equal(Trials, sweep.Trials.Finished);
        Assert.StartsWith("https://", sweep.Tracking.Uri);
        using var tracking = new MlflowClient(client.TrackingOf(sweep));
        await SecureCluster.UntilAsync(client, async () =>
            (await tracking.SearchRunsAsync([sweep.Tracking.ExperimentId!], $"{SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!)} and attributes.status = 'FINISHED'")).Runs?.Count == Trials);
    }

    [Fact]
    public async Task A_node_without_TLS_or_of_another_authority_never_joins_and_disturbs_nobody()
    {
        cluster.StartNode("plain", null);
        cluster.StartNode("foreign", cluster.Tls("theirs"));
        using var client = cluster.Client(cluster.Submitter);

        // Both have tried, and say why it is no use.
        await SecureCluster.UntilAsync(client, () => Task.FromResult(
            cluster.Said("plain").Contains("No orchestrator answers", StringComparison.Ordinal) && cluster.Said("foreign").Contains("do not know each other's certificates", StringComparison.Ordinal)));
        var sweep = await RunAsync(client);

        Assert.Equal(Trials, sweep.Trials.Finished);
        Assert.Equal(["ours"], (await client.NodesAsync(default)).Select(node => node.Agent));
        Assert.DoesNotContain("Node plain on", cluster.Said("orchestrator"));
        Assert.DoesNotContain("Node foreign on", cluster.Said("orchestrator"));
    }

    [Fact]
    public async Task Noise_at_the_cluster_port_ends_nothing()
    {
        using var client = cluster.Client(cluster.Submitter);
        foreach (var noise in new[] { "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x02", new string('\xff', 100_000) })
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPEndPoint.Parse(cluster.Join));
            try
            {
                await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(noise));
            }
            catch (SocketException)
            {
                // It has hung up already.
            }
        }

        Assert.Equal(Trials, (await RunAsync(client)).Trials.Finished);
    }

    [Fact]
    public async Task No_secret_stands_in_a_log_a_file_or_a_list_of_processes()
    {
        using var client = cluster.Client(cluster.Submitter);
        await RunAsync(client);
        await CommandRun.OfAsync(["list"], environment: Plain(cluster.Environment("a-token-that-nobody-knows")));
        var secrets = cluster.Secrets;

        var lines = cluster.Family.Members().Select(process => SecureCluster.Read($"/proc/{process}/cmdline")).ToList();
        var files = Directory.GetFiles(cluster.Data, "*", SearchOption.AllDirectories)
            // Files that are locks hold nothing, and can't be opened.
            .Where(file => new FileInfo(file) is { Exists: true, Length: > 0 }).ToList();

        Assert.True(lines.Count >= 3, "orchestrator, agent and trainer");
        Assert.Contains(files, file => file.EndsWith("journal.db", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("tracking.db", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Contains("orchestrator-", StringComparison.Ordinal) && file.EndsWith(".log", StringComparison.Ordinal));
        // What does stand there is found.
        Assert.Contains(files, file => Path.GetFileName(file).StartsWith("journal.db", StringComparison.Ordinal) && SecureCluster.Read(file).Contains("guarded-", StringComparison.Ordinal));
        Assert.Equal([], from line in lines from secret in secrets where line.Contains(secret, StringComparison.Ordinal) select line);
        Assert.Equal([], from file in files let text = SecureCluster.Read(file) from secret in secrets where text.Contains(secret, StringComparison.Ordinal) select file);
    }

    [Fact]
    public async Task A_trainer_is_given_no_secret()
    {
        using var client = cluster.Client(cluster.Submitter);
        await RunAsync(client);

        var trainers = cluster.Family.Trainers();
        Assert.NotEmpty(trainers);
        Assert.All(trainers, trainer => Assert.DoesNotContain(cluster.Secrets, secret => SecureCluster.Read($"/proc/{trainer}/environ").Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task HTTP_in_clear_and_a_client_that_trusts_others_get_nothing()
    {
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new UriBuilder(cluster.Address) { Scheme = "http" }.Uri));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(cluster.Address));
        using var stranger = new OrchestratorClient(cluster.Address, OrchestratorAccess.From(name => name == TlsFolder.Variable ? cluster.Tls("theirs") : null));
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.ListAsync(default));
    }

    [Theory]
    [InlineData(null, "list", "asks who you are: set $EXPERIMENTS_TOKEN")]
    [InlineData("a-token-that-nobody-knows", "list", "does not know the token")]
    [InlineData("viewer", "cancel", "vic is a viewer here and may not POST")]
    [InlineData("node", "cancel", "gpu is a node here and may not POST")]
    [InlineData("submitter", "checkpoint drop", "sam is a submitter here and may not DELETE")]
    public async Task A_command_that_is_not_let_through_says_the_cure_in_one_line(string? who, string command, string words)
    {
        using var client = cluster.Client(cluster.Submitter);
        var sweep = await RunAsync(client);
        var token = who switch { "viewer" => cluster.Viewer, "node" => cluster.Node, "submitter" => cluster.Submitter, _ => who };

        var run = await CommandRun.OfAsync([.. command.Split(' '), .. command == "list" ? [] : new[] { sweep.Id }], environment: Plain(cluster.Environment(token)));

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines));
        Assert.DoesNotContain(token ?? "Bearer", run.Error);
    }

    private static async Task<Orchestrator.Api.SweepDto> RunAsync(OrchestratorClient client)
    {
        var number = Interlocked.Increment(ref _sweeps);
        var id = await NoopSweep.SubmitAsync(client, NoopSweep.Yaml($"guarded-{number}", number * Trials, Trials), default);
        return await NoopSweep.EndAsync(client, id, TimeProvider.System, new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
    }

    private static Dictionary<string, string> Plain(Dictionary<string, string?> variables) => variables.Where(one => one.Value is not null).ToDictionary(one => one.Key, one => one.Value!);
}
