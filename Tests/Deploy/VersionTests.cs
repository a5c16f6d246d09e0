using System.Text.RegularExpressions;
using Shared.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Deploy;

/// <summary>One version: of the build, of each program, of the images.</summary>
public sealed partial class VersionTests
{
    private static string Version => BuildVersion.Text.Split('+')[0];

    [Fact]
    public void Every_image_of_ours_is_tagged_with_the_builds_version()
    {
        var tags = DeployFolder.Files.SelectMany(file => Tag().Matches(DeployFolder.Text(file)).Select(match => (file, match.Groups[1].Value))).ToList();

        Assert.True(tags.Count >= 10, $"{tags.Count} tags were found");
        Assert.All(tags, tag => Assert.Equal((tag.file, Version), tag));
    }

    [Fact]
    public async Task Every_program_tells_it()
    {
        foreach (var program in new[] { SiblingProgram.Orchestrator(), SiblingProgram.Node(), SiblingProgram.Trainer() })
        {
            var start = program.StartInfo();
            var (code, said, _) = await Tool.RunAsync(start.FileName, [.. start.ArgumentList, "--version"]);
            Assert.Equal((program.Name, 0, BuildVersion.Text), (program.Name, code, said.Trim()));
        }
    }

    [GeneratedRegex(@"experiments-(?:orchestrator|node)(?::|, newTag: )(\d+\.\d+[\w.]*)")]
    private static partial Regex Tag();
}
