using System.Text.RegularExpressions;
using Xunit;

namespace Tests.Deploy;

/// <summary>What can be seen of images without building them.</summary>
public sealed partial class ImageTests
{
    public static TheoryData<string> Dockerfiles => ["Dockerfile.orchestrator", "Dockerfile.node"];

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Every_base_image_is_pinned_to_a_patch(string file)
    {
        var arguments = Argument().Matches(DeployFolder.Text(file)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var images = Lines(file, "FROM ").Select(line => Reference().Replace(line.Split(' ')[1], match => arguments[match.Groups[1].Value])).ToList();

        Assert.True(images.Count >= 2);
        Assert.All(images, image => Assert.Matches(@":\d+\.\d+\.\d+-[a-z]", image));
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void The_process_is_nobody_in_particular_and_its_health_is_looked_at(string file)
    {
        Assert.Equal("USER $APP_UID", Assert.Single(Lines(file, "USER")));
        Assert.Single(Lines(file, "HEALTHCHECK"));
        // As words, not through a shell: signals reach the program, and the image has no shell.
        Assert.StartsWith("ENTRYPOINT [\"/app/", Assert.Single(Lines(file, "ENTRYPOINT")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_orchestrators_image_holds_no_trainer()
    {
        Assert.Contains("deploy/publish.sh /out Orchestrator \\", DeployFolder.Text("Dockerfile.orchestrator"), StringComparison.Ordinal);
        Assert.DoesNotContain("/out/Experiments", DeployFolder.Text("Dockerfile.orchestrator"), StringComparison.Ordinal);
        Assert.Contains("/out/Experiments", DeployFolder.Text("Dockerfile.node"), StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_publishes_to_this_machine_alone_for_nothing_asks_for_a_password_there()
    {
        var services = DeployFolder.Entries(DeployFolder.Yaml("compose.yaml"), "services");
        var volumes = DeployFolder.Entries(DeployFolder.Yaml("compose.yaml"), "volumes").Keys;
        var published = services.Values.Where(service => DeployFolder.Entries(service).ContainsKey("ports")).SelectMany(service => DeployFolder.Words(service["ports"])).ToList();

        Assert.Equal(["cli", "mlflow", "node-1", "node-2", "orchestrator", "postgres"], services.Keys.Order());
        Assert.All(published, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.All(services.Values.SelectMany(service => DeployFolder.Entries(service, "depends_on").Keys), name => Assert.Contains(name, services.Keys));
        Assert.All(
            services.Values.Where(service => DeployFolder.Entries(service).ContainsKey("volumes")).SelectMany(service => DeployFolder.Words(service["volumes"])),
            volume => Assert.Contains(volume.Split(':')[0], volumes));
        Assert.All(
            services.Values.Where(service => DeployFolder.Entries(service).ContainsKey("image")).Select(service => $"{service["image"]}"),
            image => Assert.Matches(@":v?\d+\.\d+", image));
    }

    private static IEnumerable<string> Lines(string file, string start) => DeployFolder.Lines(file).Where(line => line.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex(@"^ARG (\w+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Argument();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Reference();
}
