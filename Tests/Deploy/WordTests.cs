using System.Text.RegularExpressions;
using Shared.Hosting;
using Tests.CommandLine;
using Tests.Support;
using Tests.Sweeps;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Tests.Deploy;

/// <summary>What the files in deploy/ say to the programs, these understand.</summary>
public sealed partial class WordTests
{
    [Fact]
    public void Every_variable_is_one_that_the_programs_read()
    {
        var read = new[] { "Orchestrator", "GpuNode", "Shared" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(SweepFiles.Root, project), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Quoted().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToHashSet();
        var said = DeployFolder.Files.SelectMany(file => Variable().Matches(DeployFolder.Text(file)).Select(match => (File: file, match.Value))).ToList();

        Assert.NotEmpty(said);
        Assert.Equal([], said.Where(one => !read.Contains(one.Value)));
    }

    [Fact]
    public async Task Every_option_of_the_orchestrator_is_one_of_its_help()
    {
        var help = (await CommandRun.OfAsync(["serve", "--help"])).Out;
        var said = Manifests.Base.Container("orchestrator").Args
            .Concat(DeployFolder.Words(Container("k8s/overlays/ha/orchestrator.yaml")["args"]))
            .Concat(DeployFolder.Words(DeployFolder.Yaml("compose.yaml")["services"]["orchestrator"]["command"]))
            .Concat(Line("systemd/experiments-orchestrator.service", "ExecStart=")).Concat(Line("Dockerfile.orchestrator", "CMD")).ToList();

        Holds(said, help, atLeast: 10);
        Assert.Contains("health", Line("Dockerfile.orchestrator", "HEALTHCHECK"));
    }

    [Fact]
    public async Task Every_option_of_the_node_is_one_of_its_help()
    {
        var help = (await NodeAsync("--help")).Out;
        var compose = DeployFolder.Entries(DeployFolder.Yaml("compose.yaml"), "services").Where(service => service.Key.StartsWith("node-", StringComparison.Ordinal));
        var said = Manifests.Base.Container("node").Args
            .Concat(compose.SelectMany(service => DeployFolder.Words(service.Value["command"])))
            .Concat(Line("systemd/experiments-node.service", "ExecStart="))
            .Concat(DeployFolder.Lines("slurm/node.sbatch").SelectMany(Words)).Concat(DeployFolder.Lines("ssh/nodes.sh").Where(line => line.Contains("GpuNode/GpuNode", StringComparison.Ordinal)).SelectMany(Words)).ToList();

        Holds(said, help, atLeast: 25);
    }

    [Fact]
    public async Task Every_probe_of_the_node_is_one_of_its_commands()
    {
        var help = (await NodeAsync("alive", "--help")).Out;
        var node = Manifests.Base.Container("node");
        var probes = new[] { node.LivenessProbe, node.ReadinessProbe }.Select(probe => probe.Exec.Command).ToList();

        Assert.All(probes, probe => Assert.Equal(["/app/GpuNode/GpuNode", "alive"], probe.Take(2)));
        Holds([.. probes.SelectMany(probe => probe), .. Line("Dockerfile.node", "HEALTHCHECK").Where(word => word == "--data")], help, atLeast: 4);
    }

    private static Task<(int Code, string Out, string Error)> NodeAsync(params string[] arguments)
    {
        var start = SiblingProgram.Node().StartInfo();
        return Tool.RunAsync(start.FileName, [.. start.ArgumentList, .. arguments]);
    }

    private static void Holds(IReadOnlyList<string> words, string help, int atLeast)
    {
        var options = words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2).ToList();
        Assert.True(options.Count >= atLeast, $"{options.Count} options were found");
        Assert.Equal([], options.Distinct().Where(option => !Regex.IsMatch(help, $@"(^|\s|,){Regex.Escape(option)}\b")));
    }

    private static YamlNode Container(string file) => DeployFolder.Yaml(file)["spec"]["template"]["spec"]["containers"][0];

    private static IEnumerable<string> Line(string file, string start) => Words(DeployFolder.Lines(file).Last(line => line.StartsWith(start, StringComparison.Ordinal)));

    private static IEnumerable<string> Words(string line) => Word().Matches(line).Select(match => match.Value);

    [GeneratedRegex("\"(EXPERIMENTS_[A-Z_]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("EXPERIMENTS_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex("(--)?[a-z][a-z-]*")]
    private static partial Regex Word();
}
