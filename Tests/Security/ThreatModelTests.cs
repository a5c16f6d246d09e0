using System.Text.RegularExpressions;
using Orchestrator.Access;
using Xunit;

namespace Tests.Security;

/// <summary>What SECURITY.md promises is held by tests that exist.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Root(), "SECURITY.md"));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var known = typeof(ThreatModelTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes(inherit: true).Any(attribute => attribute is Xunit.v3.IFactAttribute)).Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet();
        var named = Tests().Matches(Text).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 40, $"{named.Count} tests are named");
        Assert.Equal([], named.Where(name => !known.Contains(name)));
    }

    [Fact]
    public void Every_line_of_what_is_promised_names_its_test()
    {
        var promises = Text[Text.IndexOf("## What somebody", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(promises);
        Assert.Equal([], promises.Where(line => !line.EndsWith("| held by |", StringComparison.Ordinal) && !Tests().IsMatch(line)));
    }

    [Fact]
    public void The_table_of_roles_is_the_one_that_the_server_goes_by()
    {
        foreach (var permission in Enum.GetValues<Right>())
        {
            var line = Assert.Single(Text.Split('\n'), line => line.StartsWith($"| `{permission}` |", StringComparison.Ordinal));
            var marks = line.Split('|')[3..7].Select(cell => cell.Trim() == "yes");
            Assert.Equal(Enum.GetValues<Role>().Select(role => Identity.Allows(role, permission)), marks);
        }
    }

    [GeneratedRegex(@"`([A-Z][A-Za-z]+Tests\.[A-Z][A-Za-z0-9_]+)`")]
    private static partial Regex Tests();

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Experiments.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return folder;
    }
}
