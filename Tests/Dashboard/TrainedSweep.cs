using Orchestrator.Api;
using Tests.EndToEnd;
using Xunit;

namespace Tests.Dashboard;

/// <summary>An orchestrator with a sweep of four trials that was submitted through the page's API, trained on real MNIST, and seen to its end on the page; its first trial's trainer was killed.</summary>
public sealed class TrainedSweep : IAsyncLifetime
{
    private const string Yaml = """
        name: seen
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 1280, validation_images: 200 }
        parameters: { noise: [0.3, 0.5], filters: [8, 12], learning_rate: 0.01, epochs: 4 }
        retry: { attempts: 1 }
        """;

    private LocalCluster? _cluster;
    private Browser? _browser;

    internal LocalCluster Cluster => _cluster!;

    internal Browser Browser => _browser!;

    public SweepDto Sweep { get; private set; } = null!;

    /// <summary>What the page said of the sweep when it had ended, without having been loaded anew.</summary>
    public string Facts { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _browser = await Browser.StartAsync();
        _cluster = await LocalCluster.StartAsync();
        var page = await _browser.OpenAsync(Cluster.Address);
        var id = await page.EvaluateAsync<string>("yaml => fetch('/api/sweeps', { method: 'POST', body: yaml }).then(answer => answer.json()).then(answer => answer.id)", Yaml);
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "seen", Exact = true }).ClickAsync();
        await Cluster.UntilAsync(id, sweep => sweep.Running.Any(trial => trial.Epoch > 1));
        Assert.All(LocalCluster.Trainers(), trainer => trainer.Kill());
        await page.GetByText("completed with failures").First.WaitForAsync(new() { Timeout = 180_000 });
        Sweep = await Cluster.EndAsync(id);
        Facts = await page.Locator("main").InnerTextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    internal Uri At(string path) => new(Cluster.Address, path);
}

/// <summary>Tests over one trained sweep, beside no others: they have the processors to themselves, as their browser has.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PageCollection : ICollectionFixture<TrainedSweep>
{
    public const string Name = "Page";
}
