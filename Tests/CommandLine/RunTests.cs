using System.Text.Json;
using Orchestrator.CommandLine;
using Orchestrator.Sweeps;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class RunTests
{
    private const string Sweep =
        """
        name: quickstart
        experiment: denoising-autoencoder
        dataset: { name: mnist }
        parameters:
          noise: [0.3, 0.6]
          filters: [8, 16]
        objective: { metric: val_loss, goal: minimize }
        """;

    private readonly TaskCompletionSource<string> _nodeEnded = new();
    private int _stops;

    [Fact]
    public async Task A_run_ends_with_the_trials_best_first_and_the_places_of_everything()
    {
        await using var server = await FinishedAsync();
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "artifacts", "1", "run1", "artifacts", "pictures"));

        var run = await RunAsync(server, folder);

        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.Matches(@"(?s)trial +noise +filters +val_loss.*\n +1 +0\.6 +8 +0\.09534 +finished +13 s.*\n +0 +0\.3 +8 +0\.1 .*\n +2 ", run.Out);
        Assert.Contains("quickstart completed: 3 of 3 done, 0 failed, 0 running, 0 left; 2.6 trials/min; 1 min 10 s", run.Out);
        Assert.Contains("trial 1, val_loss 0.09534: noise=0.6 filters=8", run.Out);
        Assert.Contains($"{folder.Path}/artifacts/1/run1/artifacts/pictures", run.Out);
        Assert.Contains($"{server.Address}sweeps/quickstart-1", run.Out);
        Assert.Contains($"serve --data {folder.Path}", run.Out);
        Assert.Contains($"{folder.Path}/logs", run.Out);
        Assert.Equal(1, _stops);
    }

    [Fact]
    public async Task Each_trial_that_ends_is_one_plain_line()
    {
        await using var server = await FinishedAsync();
        using var folder = new TempFolder();
        var lines = (await RunAsync(server, folder)).Out.Split('\n');
        Assert.Single(lines, line => line == "trial 2: val_loss 0.12 in 14 s on node-a  noise=0.3 filters=16");
    }

    [Fact]
    public async Task A_failed_trial_makes_exit_code_1_and_its_reason_is_told()
    {
        await using var server = await SweepServer.StartAsync(
            [Some.SweepDto(), Some.SweepDto(2, 1, 0, 3, "completed_with_failures")], [Some.TrialDto(0), Some.TrialDto(1), Some.TrialDto(2, "failed")]);
        using var folder = new TempFolder();
        var run = await RunAsync(server, folder);
        Assert.Equal(ExitCodes.TrialsFailed, run.Code);
        Assert.Contains("trial 2 failed: killed by signal 9", run.Out);
    }

    [Fact]
    public async Task Json_is_the_only_thing_on_the_standard_output()
    {
        await using var server = await FinishedAsync();
        using var folder = new TempFolder();
        var run = await RunAsync(server, folder, "--json");
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal("completed", json.RootElement.GetProperty("sweep").GetProperty("state").GetString());
        Assert.Equal([1, 0, 2], json.RootElement.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("index").GetInt32()));
        Assert.Contains("trial 2: val_loss", run.Error);
    }

    [Fact]
    public async Task A_refused_sweep_lists_every_fault_and_starts_nothing()
    {
        using var folder = new TempFolder();
        var file = folder.File("bad.yaml");
        await File.WriteAllTextAsync(file, Sweep.Replace("noise:", "nose:").Replace("filters: [8, 16]", "filters: []"));
        var run = await CommandRun.OfAsync(["run", file, "--data", folder.File("data")]);
        Assert.Equal((ExitCodes.Refused, ""), (run.Code, run.Out));
        Assert.Equal(2, run.ErrorLines.Count);
        Assert.Matches(@"bad\.yaml:5:3: .*nose.*did you mean 'noise'", run.ErrorLines[0]);
        Assert.Matches(@"bad\.yaml:6:\d+: .*filters", run.ErrorLines[1]);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task Faults_that_only_the_orchestrator_finds_are_told_alike()
    {
        await using var server = await FinishedAsync();
        server.Faults = [new SweepFault(3, 10, "dataset.name", "unknown data set", "did you mean 'mnist'?"), new SweepFault(0, 0, "", "the file is too big")];
        using var folder = new TempFolder();
        var run = await RunAsync(server, folder);
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.EndsWith("sweep.yaml:3:10: dataset.name: unknown data set (did you mean 'mnist'?)", run.ErrorLines[0]);
        Assert.EndsWith("sweep.yaml: the file is too big", run.ErrorLines[1]);
    }

    [Fact]
    public async Task A_node_that_ends_by_itself_ends_the_run_with_its_reason()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        using var folder = new TempFolder();
        _nodeEnded.SetResult("no trainer was found");
        var run = await RunAsync(server, folder);
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("the node agent ended: no trainer was found", Assert.Single(run.ErrorLines));
        Assert.Equal(1, _stops);
    }

    [Fact]
    public async Task Sweeps_that_an_earlier_run_left_unfinished_are_named_since_they_share_the_slots()
    {
        await using var server = await FinishedAsync();
        server.Others = [Some.SweepDto(finished: 2, failed: 1, total: 9, id: "left-1"), Some.SweepDto(9, 0, 0, 9, "completed", "done-1")];
        using var folder = new TempFolder();
        var lines = (await RunAsync(server, folder)).Out.Split('\n').Where(line => line.StartsWith("also going on", StringComparison.Ordinal));
        Assert.Equal([$"also going on: left-1, 6 trials left (stop it with: cancel left-1 --server {server.Address.GetLeftPart(UriPartial.Authority)})"], lines);
    }

    [Fact]
    public async Task A_sweep_that_is_over_starts_no_node()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(3, 0, 0, 3, "completed")], [Some.TrialDto(0), Some.TrialDto(1), Some.TrialDto(2)]);
        using var folder = new TempFolder();
        Assert.Equal(ExitCodes.Success, (await RunAsync(server, folder)).Code);
        Assert.Equal(0, _stops);
    }

    [Fact]
    public async Task Fresh_is_passed_on_and_timings_are_kept_for_the_next_plan()
    {
        await using var server = await FinishedAsync();
        using var folder = new TempFolder();
        await RunAsync(server, folder, "--fresh");
        Assert.Contains("fresh=true", Assert.Single(server.Posted));
        var plan = await CommandRun.OfAsync(["plan", folder.File("sweep.yaml"), "--data", folder.Path, "--json"]);
        using var json = JsonDocument.Parse(plan.Out);
        // Four trials of 13.3 s on the two slots of the node.
        Assert.Equal(26.6, json.RootElement.GetProperty("estimate").GetProperty("seconds").GetDouble(), 3);
    }

    private static Task<SweepServer> FinishedAsync() => SweepServer.StartAsync(
        [Some.SweepDto(), Some.SweepDto(), Some.SweepDto(3, 0, 0, 3, "completed")], [Some.TrialDto(0), Some.TrialDto(1), Some.TrialDto(2)]);

    private async Task<CommandRun> RunAsync(SweepServer server, TempFolder folder, params string[] more)
    {
        var file = folder.File("sweep.yaml");
        await File.WriteAllTextAsync(file, Sweep);
        server.TrackingUri = server.Address;
        return await CommandRun.OfAsync(["run", file, "--data", folder.Path, .. more], CommandRun.Services(server, _ => Task.FromResult(Node())));
    }

    private RunningNode Node() => new(_nodeEnded.Task, () =>
    {
        _stops++;
        return Task.CompletedTask;
    });
}
