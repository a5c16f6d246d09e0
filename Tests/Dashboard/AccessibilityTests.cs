using System.Text.Json;
using Microsoft.Playwright;
using Tests.Sweeps;
using Xunit;

namespace Tests.Dashboard;

/// <summary>axe-core over every page, in both themes and at the width of a phone.</summary>
[Collection(PageCollection.Name)]
public sealed class AccessibilityTests(TrainedSweep trained)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/cluster")]
    [InlineData("/sweeps/{id}")]
    [InlineData("/sweeps/{id}?tab=table")]
    [InlineData("/sweeps/{id}?tab=pictures")]
    [InlineData("/sweeps/{id}?tab=timeline")]
    [InlineData("/sweeps/{id}?tab=history")]
    [InlineData("/sweeps/{id}/trials/0")]
    public async Task Nothing_is_found_in_either_theme(string path)
    {
        var axe = Path.Combine(SweepFiles.Root, "Orchestrator/Dashboard/web/node_modules/axe-core/axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "axe-core is not installed: npm was missing when the page was built");
        foreach (var (theme, width) in new[] { (ColorScheme.Light, 1400), (ColorScheme.Dark, 1400), (ColorScheme.Light, 390) })
        {
            var page = await trained.Browser.OpenAsync(trained.At(path.Replace("{id}", trained.Sweep.Id, StringComparison.Ordinal)), theme, audited: true, width);
            await page.Locator("h1").WaitForAsync();
            await page.WaitForTimeoutAsync(1_500);
            await page.AddScriptTagAsync(new() { Path = axe });
            var found = await page.EvaluateAsync<JsonElement>("() => axe.run().then(({ violations }) => violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).slice(0, 3).join(', ')}`))");
            Assert.Equal([], found.EnumerateArray().Select(one => $"{path} {theme} {width}: {one.GetString()}"));
            await page.Context.CloseAsync();
        }
    }
}
