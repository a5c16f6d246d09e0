using Orchestrator;
using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class UsageTests
{
    public static TheoryData<string> Commands => [.. "run plan serve health submit list status watch why pause resume cancel retry set extend amend history data node tracking".Split(' ')];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_examples(string command)
    {
        var run = await CommandRun.OfAsync([command, "--help"]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Contains("Examples:", run.Out);
        Assert.Contains($"\n  {(command == "node" ? "" : command)}", run.Out[run.Out.IndexOf("Examples:", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("statsu", "did you mean 'status'?")]
    [InlineData("status --sever x", "did you mean '--server'?")]
    [InlineData("data fetc mnist", "did you mean 'fetch'?")]
    [InlineData("", "a command is missing: run,")]
    [InlineData("run", "'SWEEP' missing")]
    [InlineData("run x.yaml --port abc", "as a whole number")]
    [InlineData("run x.yaml --slots-per-device 0", "at least 1")]
    [InlineData("status one two", "unknown argument 'two'")]
    [InlineData("list --server ftp://x", "no http:// address")]
    [InlineData("retry quickstart", "--failed")]
    [InlineData("why quickstart first", "as a whole number")]
    [InlineData("plan no-such.yaml", "no-such.yaml: no such sweep file")]
    [InlineData("run /", "a folder, not a sweep file")]
    public async Task Bad_usage_is_one_line_that_names_the_cure(string line, string words)
    {
        var run = await CommandRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines));
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task An_orchestrator_that_is_not_there_is_one_line()
    {
        var run = await CommandRun.OfAsync(["list"], environment: new Dictionary<string, string> { [SweepArguments.ServerVariable] = "http://127.0.0.1:1" });
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("127.0.0.1:1", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Health_is_an_exit_code()
    {
        await using var server = await SweepServer.StartAsync([Some.SweepDto()]);

        var well = await CommandRun.OfAsync(["health", "--server", $"{server.Address}"]);
        var ill = await CommandRun.OfAsync(["health", "--server", "http://127.0.0.1:1"]);

        Assert.Equal((ExitCodes.Success, $"{server.Address} answers\n", ""), (well.Code, well.Out, well.Error));
        Assert.Equal(ExitCodes.Refused, ill.Code);
        Assert.Contains("no answer", Assert.Single(ill.ErrorLines));
    }

    [Fact]
    public async Task A_bug_is_one_line_that_names_its_log()
    {
        using var folder = new TempFolder();
        var run = await CommandRun.OfAsync(["serve", "--data", folder.Path]);
        Assert.Equal(ExitCodes.Unexpected, run.Code);
        Assert.StartsWith("unexpected: nobody asked for an orchestrator", Assert.Single(run.ErrorLines));
        Assert.Contains("at Tests.CommandLine", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "logs")))));
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused_all_at_once()
    {
        var run = await CommandRun.OfAsync(["serve", "--port", "70000", "--cluster-port", "-1", "--tracking", "ftp://user:secret@host", "--data", " "]);
        Assert.Equal(ExitCodes.Refused, run.Code);
        var line = Assert.Single(run.ErrorLines);
        Assert.All(["70000", "cluster port -1", "ftp://host", "data folder"], word => Assert.Contains(word, line));
        Assert.DoesNotContain("secret", line);
    }

    [Fact]
    public void A_host_name_is_listened_for_on_all_networks_only_by_wish()
    {
        var options = new OrchestratorOptions { DataFolder = "x", HttpAddress = "no address" };
        Assert.Contains("'no address' is no IP address", Assert.Throws<RefusalException>(options.Checked).Message);
    }
}
