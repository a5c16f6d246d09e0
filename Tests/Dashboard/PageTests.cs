using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shared.Mlflow;
using Xunit;

namespace Tests.Dashboard;

/// <summary>The page in a real browser over a real sweep.</summary>
[Collection(PageTestsTogether.Name)]
public sealed class PageTests(TrainedSweep trained)
{
    private string Path => $"/sweeps/{trained.Sweep.Id}";

    [Fact]
    public void A_sweep_submitted_from_the_page_is_followed_to_its_end_without_loading_it_anew()
    {
        Assert.Equal(("completed_with_failures", 3, 1), (trained.Sweep.State, trained.Sweep.Trials.Finished, trained.Sweep.Trials.Failed));
        Assert.Contains($"trial {trained.Sweep.Best!.Index}", trained.Facts, StringComparison.Ordinal);
        Assert.Contains("1 trial failed", trained.Facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_has_the_tracking_servers_numbers_and_says_why_a_trial_failed()
    {
        var page = await trained.Browser.OpenAsync(trained.At($"{Path}?tab=table"));
        await page.Locator(".row[data-trial]").Nth(3).WaitForAsync();
        using var tracking = trained.Cluster.Tracking();
        var values = new Dictionary<int, double>();
        await foreach (var run in tracking.SearchAllRunsAsync([trained.Sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(trained.Sweep.Tracking.ParentRunId!)))
        {
            if (run.Info.Status == RunStatus.Finished)
            {
                values[int.Parse(run.Data!.Tags!.Single(tag => tag.Key == SweepTags.Trial).Value, CultureInfo.InvariantCulture)] = run.Data.Metrics!.Single(metric => metric.Key == "val/loss").Value;
            }
        }

        Assert.Equal(3, values.Count);
        foreach (var (trial, value) in values)
        {
            var row = await page.Locator($".row[data-trial='{trial}']").InnerTextAsync();
            Assert.Contains(value.ToString("G4", CultureInfo.InvariantCulture), row, StringComparison.Ordinal);
        }

        var failed = Enumerable.Range(0, 4).Except(values.Keys).Single();
        await page.GotoAsync(trained.At($"{Path}/trials/{failed}").AbsoluteUri);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("ended by signal 9", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task What_is_brushed_in_one_view_is_selected_in_the_others_and_a_reload_restores_it()
    {
        var page = await trained.Browser.OpenAsync(trained.At(Path));
        await page.Locator(".row[data-trial]").Nth(3).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^noise") }).First.ClickAsync();
        var tools = page.Locator("fieldset.axis-tools");
        await tools.GetByLabel("From").FillAsync("0.4");
        await tools.GetByLabel("From").PressAsync("Tab");

        await SelectedAsync(page);
        await page.WaitForURLAsync(new Regex("brush=p\\.noise"));
        await page.ReloadAsync();
        await SelectedAsync(page);
    }

    [Fact]
    public async Task Curves_and_pictures_are_drawn_from_what_the_trials_recorded()
    {
        var page = await trained.Browser.OpenAsync(trained.At(Path));
        var curves = page.Locator("section.chart", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Learning curves" }) });
        await curves.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(curves).ToContainTextAsync("val/loss");
        Assert.True(await InkAsync(curves.Locator("canvas").First) > 100);

        await page.GotoAsync(trained.At($"{Path}?tab=pictures").AbsoluteUri);
        await Assertions.Expect(page.GetByText("original", new() { Exact = true }).First).ToBeVisibleAsync();
        var tile = page.Locator(".pictures-scroll canvas").First;
        await tile.WaitForAsync();
        await Assertions.Expect(page.Locator(".pictures-scroll")).ToContainTextAsync($"trial {trained.Sweep.Best!.Index}");
        Assert.True(await InkAsync(tile) > 20);
    }

    // Trials 2 and 3 have noise 0.5.
    private static async Task SelectedAsync(IPage page)
    {
        await Assertions.Expect(page.GetByText("2 of 4 trials").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".row[data-trial]")).ToHaveCountAsync(2);
        Assert.Equal(["2", "3"], (await page.Locator(".row[data-trial]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.trial)")).Order());
    }

    /// <summary>How many different colours a canvas has along its middle: an empty one has one.</summary>
    private static async Task<int> InkAsync(ILocator canvas)
    {
        for (var tries = 0; ; tries++)
        {
            var pixels = await canvas.EvaluateAsync<int>(
                """
                canvas => {
                  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                  let inked = 0;
                  for (let i = 4; i < data.length; i += 4) if (data[i] !== data[i - 4] || data[i + 3] !== data[i - 1]) inked++;
                  return inked;
                }
                """);
            if (pixels > 100 || tries > 50)
            {
                return pixels;
            }

            await Task.Delay(200);
        }
    }
}
