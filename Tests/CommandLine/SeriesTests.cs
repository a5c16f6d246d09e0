using Orchestrator.CommandLine;
using Orchestrator.Sweeps;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class SeriesTests
{
    private const string Sweep = "name: NAME\nexperiment: noop\nparameters: { index: [1, 2] }";

    [Fact]
    public async Task Several_files_are_run_one_after_the_other()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(3, 0, 0, 3, "completed")], [Some.TrialDto(0), Some.TrialDto(1), Some.TrialDto(2)]);
        using var folder = new TempFolder();
        var run = await RunAsync(server, "run", folder, "a", "b");
        Assert.Equal((ExitCodes.Success, "", 2), (run.Code, run.Error, server.Posted.Count));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("submit")]
    public async Task The_first_that_does_not_end_well_ends_the_series_and_names_what_is_left(string command)
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(2, 1, 0, 3, "completed_with_failures")], [Some.TrialDto(0), Some.TrialDto(1), Some.TrialDto(2, "failed")]);
        using var folder = new TempFolder();
        var run = await RunAsync(server, command, folder, "a", "b", "c");
        Assert.Equal((ExitCodes.TrialsFailed, 1), (run.Code, server.Posted.Count));
        Assert.Equal($"stopped at {folder.File("a.yaml")}; not begun: {folder.File("b.yaml")}, {folder.File("c.yaml")}", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task A_refused_file_ends_the_series_with_its_faults()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(3, 0, 0, 3, "completed")]);
        server.Faults = [new SweepFault(3, 1, "start_from.sweep", "no sweep is called 'x' here", "run x first")];
        using var folder = new TempFolder();
        var run = await RunAsync(server, "submit", folder, "a", "b");
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Equal([$"{folder.File("a.yaml")}:3:1: start_from.sweep: no sweep is called 'x' here (run x first)", $"stopped at {folder.File("a.yaml")}; not begun: {folder.File("b.yaml")}"], run.ErrorLines);
    }

    [Fact]
    public async Task A_bad_file_among_several_is_found_before_the_first_is_run()
    {
        using var folder = new TempFolder();
        var (good, bad) = (folder.File("good.yaml"), folder.File("bad.yaml"));
        await File.WriteAllTextAsync(good, Sweep);
        await File.WriteAllTextAsync(bad, Sweep.Replace("noop", "nop", StringComparison.Ordinal));
        var run = await CommandRun.OfAsync(["run", good, bad, "--data", folder.File("data")]);
        Assert.Equal((ExitCodes.Refused, ""), (run.Code, run.Out));
        Assert.Contains("bad.yaml:2:13", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Overrides_are_checked_here_and_handed_on()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto(3, 0, 0, 3, "completed")]);
        using var folder = new TempFolder();
        Assert.Equal(ExitCodes.Success, (await RunAsync(server, "submit", folder, ["--set", "parameters.index=[3, 4]", "--set", "name=mine"], "a")).Code);
        var posted = Assert.Single(server.Posted);
        Assert.StartsWith("/api/sweeps?fresh=false&who=", posted);
        Assert.EndsWith("&set=parameters.index%3D%5B3%2C%204%5D&set=name%3Dmine", posted);

        var refused = await RunAsync(server, "run", folder, ["--set", "parameters.index=x"], "a");
        Assert.Equal((ExitCodes.Refused, $"{folder.File("a.yaml")}: --set parameters.index: a whole number is wanted here, not the text 'x'"), (refused.Code, Assert.Single(refused.ErrorLines)));
    }

    [Fact]
    public async Task A_plan_takes_overrides_and_says_when_the_weights_are_chosen()
    {
        using var folder = new TempFolder();
        var file = folder.File("a.yaml");
        await File.WriteAllTextAsync(file, Sweep);
        var run = await CommandRun.OfAsync(["plan", file, "--data", folder.Path, "--set", "name=mine", "--set", "start_from={ sweep: earlier }"]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.StartsWith("mine\n", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"Starts from +the best trial of earlier; the weights are chosen when it is\s+submitted", run.Out);
    }

    private static Task<CommandRun> RunAsync(SweepServer server, string command, TempFolder folder, params string[] names) => RunAsync(server, command, folder, [], names);

    private static async Task<CommandRun> RunAsync(SweepServer server, string command, TempFolder folder, string[] options, params string[] names)
    {
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(folder.File($"{name}.yaml"), Sweep.Replace("NAME", name, StringComparison.Ordinal));
        }

        string[] where = command == "run" ? ["--data", folder.Path] : ["--server", server.Address.AbsoluteUri];
        return await CommandRun.OfAsync([command, .. names.Select(name => folder.File($"{name}.yaml")), .. where, .. options], CommandRun.Services(server));
    }
}
