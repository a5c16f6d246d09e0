using System.Text.Json;
using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class RemoteTests
{
    [Fact]
    public async Task Status_json_is_the_sweep_with_all_its_trials()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()], [.. Enumerable.Range(0, 1203).Select(index => Some.TrialDto(index))]);
        var run = await OfAsync(server, "status", "quick", "--json");
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal("quickstart-1", json.RootElement.GetProperty("sweep").GetProperty("id").GetString());
        Assert.Equal(Enumerable.Range(0, 1203), json.RootElement.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task A_loss_that_is_no_number_survives_the_wire()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(1, 0, 0, 1, "completed")], [Some.TrialDto(0, value: double.NaN)]);
        Assert.Contains(" NaN ", (await OfAsync(server, "status")).Out);
    }

    [Fact]
    public async Task Status_shows_the_sweep_its_trials_and_the_nodes()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()], [Some.TrialDto(0), Some.TrialDto(1), Some.TrialDto(2)]);
        var run = await OfAsync(server, "status");
        Assert.Contains("3 of 8 done", run.Out);
        Assert.Contains("node node-a on host: 1 of 2 slots busy", run.Out);
        Assert.Contains("0.09534", run.Out);
    }

    [Fact]
    public async Task Watch_json_is_a_line_for_each_change()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(1), Some.SweepDto(1), Some.SweepDto(8, 0, 0, 8, "completed")]);
        var run = await OfAsync(server, "watch", "--json");
        var states = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("trials").GetProperty("finished").GetInt32());
        Assert.Equal([1, 8], states);
        Assert.Equal(ExitCodes.Success, run.Code);
    }

    [Fact]
    public async Task Cancel_takes_a_name_and_asks_for_the_id()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        Assert.StartsWith("quickstart-1 is cancelled", (await OfAsync(server, "cancel", "quickstart")).Out);
        Assert.Equal(["/api/sweeps/quickstart-1/cancel"], server.Posted);
    }

    [Fact]
    public async Task Why_tells_what_is_waited_for_the_reason_of_each_attempt_and_the_cure()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        Assert.Equal(
            ["quickstart-1 trial 5: it failed for good", "attempt 1 failed: boom", "attempt 2 failed: bang", "what helps: 'retry'"],
            (await OfAsync(server, "why", "quickstart", "5")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var json = JsonDocument.Parse((await OfAsync(server, "why", "quickstart", "--json")).Out);
        Assert.Equal("it failed for good", json.RootElement.GetProperty("waits").GetString());
    }

    [Fact]
    public async Task History_shows_when_who_what_and_why_and_no_text_steers_the_terminal()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        var run = await OfAsync(server, "history", "quickstart");
        Assert.Single(run.Out.Split('\n'), line => line.Contains("1970-01-01 00:00:00Z") && line.Contains("ada@host") && line.Contains("paused: running trials finish") && line.Contains("demo"));
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Theory]
    [InlineData("pause quickstart --drain", "pause")]
    [InlineData("retry quickstart --failed --where noise>0.5", "retry")]
    [InlineData("set quickstart --weight 2", "set")]
    [InlineData("extend quickstart --epochs 20", "extend")]
    public async Task Each_command_asks_for_what_it_is_called(string line, string path)
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        await OfAsync(server, line.Split(' '));
        Assert.Equal([$"/api/sweeps/quickstart-1/{path}"], server.Posted);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_orchestrators_own_words()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        var run = await OfAsync(server, "resume", "quickstart");
        Assert.Equal((ExitCodes.Refused, "the sweep is running already"), (run.Code, Assert.Single(run.ErrorLines)));
    }

    [Fact]
    public async Task List_shows_one_line_a_sweep()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        Assert.Single((await OfAsync(server, "list")).Out.Split('\n'), line => line.Contains("quickstart-1") && line.Contains("3/8") && line.Contains("val_loss 0.09534"));
    }

    [Fact]
    public async Task A_server_that_is_no_orchestrator_is_named_as_such()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);
        var run = await CommandRun.OfAsync(["list", "--server", $"{server.Address}assets/"]);
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("is it an orchestrator?", Assert.Single(run.ErrorLines));
    }

    private static Task<CommandRun> OfAsync(SweepServer server, params string[] arguments) => CommandRun.OfAsync([.. arguments, "--server", server.Address.AbsoluteUri]);
}
