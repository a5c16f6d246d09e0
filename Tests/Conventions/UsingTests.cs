using Tests.Support;
using Xunit;

namespace Tests.Conventions;

/// <summary>Using directives are in one order: the one thing that a check of the format by files alone does not see.</summary>
public sealed class UsingTests
{
    public static TheoryData<string> Folders => ["Experiments", "GpuNode", "Orchestrator", "Shared", "Tests"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Usings_are_sorted_with_the_systems_own_first(string folder)
    {
        var files = Directory.GetFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.Equal([], files.Where(file => Usings(file) is var usings && !usings.SequenceEqual(usings.OrderBy(Place, StringComparer.OrdinalIgnoreCase))));
    }

    private static List<string> Usings(string file) => [.. File.ReadLines(file)
        .TakeWhile(line => !line.StartsWith("namespace", StringComparison.Ordinal))
        .Where(line => line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("using static", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal))
        .Select(line => line["using ".Length..].TrimEnd(';'))];

    // Segment by segment: nothing in a name comes before the point.
    private static string Place(string name) => (name.Split('.')[0] == "System" ? "0" : "1") + name.Replace('.', ' ');
}
