using Microsoft.Playwright;
using Orchestrator.Bench;
using Orchestrator.CommandLine;
using Shared.Security;
using Tests.Dashboard;
using Xunit;

namespace Tests.Security;

/// <summary>The page in a real browser, before somebody who may look only.</summary>
public sealed class ViewerPageTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    [Fact]
    public async Task A_viewer_sees_everything_and_is_offered_nothing_that_would_be_refused()
    {
        await using var browser = await Browser.StartAsync();
        using var client = new OrchestratorClient(server.Address, new OrchestratorAccess(server.Token("submitter"), null));
        var id = await NoopSweep.SubmitAsync(client, NoopSweep.Yaml("looked-at", 9_200, 2), default);

        var page = await browser.OpenAsync(new Uri(server.Address, $"/sweeps/{id}"), user: ("viewer", GuardedServer.Password));

        await Assertions.Expect(page.GetByText("live", new() { Exact = true }).First).ToBeVisibleAsync();
        var pause = page.GetByRole(AriaRole.Button, new() { Name = "Pause…" });
        await Assertions.Expect(pause).ToBeDisabledAsync();
        Assert.Equal("viewer may look only: the server knows viewer as viewer", await pause.GetAttributeAsync("title"));

        var other = await browser.OpenAsync(new Uri(server.Address, $"/sweeps/{id}"), user: ("submitter", GuardedServer.Password));
        await Assertions.Expect(other.GetByRole(AriaRole.Button, new() { Name = "Pause…" })).ToBeEnabledAsync();
    }
}
