using Microsoft.Playwright;
using Tests.EndToEnd;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.Dashboard;

[Collection(TorchTests.Name)]
public sealed class LostNodeTests
{
    [Fact]
    public async Task A_node_whose_machine_has_no_power_is_seen_to_be_silent_on_the_open_page_and_then_gone()
    {
        await using var browser = await Browser.StartAsync();
        await using var cluster = await LocalCluster.StartAsync();
        using var folder = new TempFolder();
        using var mortal = NodeProcess.Start(cluster.Join, "mortal", folder.Path);
        var page = await browser.OpenAsync(new Uri(cluster.Address, "/cluster"));
        var card = page.GetByText("mortal").First;
        await Assertions.Expect(card).ToBeVisibleAsync(new() { Timeout = 60_000 });

        mortal.Freeze();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("silent for", new() { Timeout = 40_000 });
        await Assertions.Expect(card).ToBeHiddenAsync(new() { Timeout = 90_000 });
    }
}
