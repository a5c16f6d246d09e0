using System.Diagnostics;
using System.Globalization;
using Orchestrator.Access;
using Orchestrator.Bench;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>Orchestrator and agent as processes whose environment holds a token, as people would give it to them.</summary>
public sealed class TrackingAuthTests : IAsyncLifetime
{
    private const int Trials = 6;

    private readonly ProcessFamily _family = new();
    private readonly TempFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _family.KillAll();
        await _family.EndAllAsync(TimeProvider.System);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sweep_is_recorded_in_a_server_that_asks_for_credentials()
    {
        var users = _folder.File("users");
        var token = UsersFile.AddToken(users, "lab");
        var (http, cluster) = (ChaosNet.FreePort([]), 0);
        cluster = ChaosNet.FreePort([http]);
        var join = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{cluster}");
        Start(SiblingProgram.Orchestrator(), token, "serve", "--data", _folder.File("orchestrator"), "--port", $"{http}", "--cluster-port", $"{cluster}", "--tracking-auth", users);
        Start(SiblingProgram.Node(), token, "--join", join, "--name", "node", "--data", _folder.File("node"), "--devices", "cpu", "--slots-per-device", "2");
        var server = new Uri($"http://127.0.0.1:{http}");
        using var client = new OrchestratorClient(server);
        await AnswersAsync(client);

        var sweep = await NoopSweep.EndAsync(client, await NoopSweep.SubmitAsync(client, NoopSweep.Yaml("guarded", 0, Trials), default), TimeProvider.System, new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);

        Assert.Equal(Trials, sweep.Trials.Finished);
        using var tracking = new MlflowClient(MlflowConnection.Parse(server.AbsoluteUri, name => name == "MLFLOW_TRACKING_TOKEN" ? token : null));
        Assert.Equal(Trials, await FinishedAsync(tracking, sweep.Tracking.ExperimentId!, sweep.Tracking.ParentRunId!));
    }

    private void Start(SiblingProgram program, string token, params string[] arguments)
    {
        var start = program.StartInfo();
        arguments.ToList().ForEach(start.ArgumentList.Add);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[_family.Mark.Key] = _family.Mark.Value;
        start.Environment["MLFLOW_TRACKING_TOKEN"] = token;
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static async Task AnswersAsync(OrchestratorClient client)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(200))
        {
            try
            {
                await client.ListAsync(default);
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
            {
                // It starts.
            }
        }
    }

    // The agent sends in the background.
    private static async Task<int> FinishedAsync(MlflowClient tracking, string experiment, string parent)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(200))
        {
            var page = await tracking.SearchRunsAsync([experiment], $"{SweepTags.ChildrenOf(parent)} and attributes.status = 'FINISHED'");
            if (page.Runs?.Count >= Trials || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
            {
                return page.Runs?.Count ?? 0;
            }
        }
    }
}
