using Tests.Support;
using Xunit;

namespace Tests.Reference;

/// <summary>The pages of docs/reference are written from the code. Where one has aged, these fail; with EXPERIMENTS_UPDATE_DOCS=1 they write it anew instead.</summary>
public sealed class ReferenceTests
{
    private const string Folder = "docs/reference";
    private const string Update = "EXPERIMENTS_UPDATE_DOCS";

    private static readonly Dictionary<string, Func<string>> Pages = new()
    {
        ["commands.md"] = CommandsPage.Write,
        ["experiments.md"] = ExperimentsPage.Write,
        ["settings.md"] = SettingsPage.Write,
        ["events.md"] = EventsPage.Write,
        ["metrics.md"] = MetricsPage.Write,
    };

    public static TheoryData<string> Names => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_of_the_reference_says_what_the_code_says(string name)
    {
        var path = Repository.Path($"{Folder}/{name}");
        var written = Pages[name]();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, written);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == written, $"{Folder}/{name} is not what the code says; to write it anew: {Update}=1 dotnet test --project Tests -c Release -- --filter-class '*ReferenceTests'");
    }

    [Fact]
    public void Nothing_lies_in_the_reference_that_no_code_writes() =>
        Assert.Equal(Pages.Keys.Append("README.md").Order(StringComparer.Ordinal), Directory.GetFiles(Repository.Path(Folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
