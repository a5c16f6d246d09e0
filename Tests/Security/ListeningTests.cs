using System.Diagnostics;
using Orchestrator;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Shared.Security;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Security;

/// <summary>Nothing is opened to a network without protection unless that is said by name.</summary>
public sealed class ListeningTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("10.0.0.5", false)]
    [InlineData("head.example.org", false)]
    [InlineData("localhost.example.org", false)]
    public void Only_the_loopback_is_open_without_protection(string host, bool loopback)
    {
        Assert.Equal(loopback, ListeningRules.HttpFault(host, auth: false, insecure: false, "--address") is null);
        Assert.Equal(loopback, ListeningRules.ClusterFault(host, tls: false, insecure: false, "--address") is null);
        Assert.Null(ListeningRules.HttpFault(host, auth: true, insecure: false, "--address"));
        Assert.Null(ListeningRules.ClusterFault(host, tls: true, insecure: false, "--address"));
        Assert.Null(ListeningRules.HttpFault(host, auth: false, insecure: true, "--address") ?? ListeningRules.ClusterFault(host, tls: false, insecure: true, "--address"));
    }

    [Fact]
    public async Task Serve_refuses_to_open_itself_to_a_network_in_one_line_that_says_both_cures()
    {
        using var folder = new TempFolder();
        var run = await CommandRun.OfAsync(["serve", "--data", folder.Path, "--address", "10.0.0.5"]);

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.All(["--auth", "--tls", "--insecure", "auth user add", "certs init"], word => Assert.Contains(word, Assert.Single(run.ErrorLines)));
        Assert.Equal([], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Said_by_name_it_is_opened()
    {
        var options = new OrchestratorOptions { DataFolder = "x", HttpAddress = "0.0.0.0", ClusterAddress = "head" };
        Assert.Same(options = options with { Insecure = true }, options.Checked());
        Assert.True(ListeningRules.IsInsecure(name => name == ListeningRules.InsecureVariable ? "true" : null));
        Assert.False(ListeningRules.IsInsecure(_ => "no"));
    }

    [Fact]
    public async Task A_node_refuses_to_open_itself_to_a_network()
    {
        using var folder = new TempFolder();
        var start = SiblingProgram.Node().StartInfo();
        foreach (var argument in new[] { "--join", "127.0.0.1:1", "--host", "10.0.0.6", "--devices", "cpu", "--data", folder.Path })
        {
            start.ArgumentList.Add(argument);
        }

        SecretVariables.Withhold(start.Environment);
        start.RedirectStandardError = true;
        using var node = Process.Start(start)!;
        var said = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.Equal(2, node.ExitCode);
        Assert.All(["--host 10.0.0.6", "--tls", "--insecure"], word => Assert.Contains(word, said));
        Assert.Single(said.TrimEnd().Split('\n'));
    }
}
