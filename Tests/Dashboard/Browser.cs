using Microsoft.Playwright;
using Xunit;

namespace Tests.Dashboard;

/// <summary>Debian's Chromium without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Skips the test where there is none.</summary>
    public static async Task<Browser> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not installed (Debian's package is called chromium)");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>A page of its own, without anything that another one keeps.</summary>
    /// <param name="audited">A tool may put its script into the page, which the page's own policy forbids.</param>
    /// <param name="user">Who sits before it, for a server that asks.</param>
    /// <param name="width">1,400 pixels as on a desk, 390 as on a phone.</param>
    public async Task<IPage> OpenAsync(Uri address, ColorScheme theme = ColorScheme.Light, bool audited = false, int width = 1400, (string Name, string Password)? user = null)
    {
        var context = await _browser.NewContextAsync(new() { ColorScheme = theme, BypassCSP = audited, ViewportSize = new() { Width = width, Height = 1000 }, BaseURL = address.GetLeftPart(UriPartial.Authority), HttpCredentials = user is { } who ? new() { Username = who.Name, Password = who.Password } : null });
        var page = await context.NewPageAsync();
        // A busy machine.
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
