using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Access;
using Orchestrator.Tracking;
using Shared.Mlflow;

namespace Tests.Tracking;

/// <summary>The real tracking server on a free loopback port, over a real SQLite file in a folder of its own.</summary>
internal sealed class TrackingServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TrackingServer(WebApplication app, string folder)
    {
        _app = app;
        Folder = folder;
        Address = new Uri(app.Urls.Single());
        Client = new MlflowClient(MlflowConnection.Parse(Address.AbsoluteUri, _ => null), new MlflowClientOptions { Patience = TimeSpan.Zero });
    }

    public string Folder { get; }

    public Uri Address { get; }

    public MlflowClient Client { get; }

    public HttpClient Http { get; } = new();

    public string DatabaseFile => OptionsIn(Folder).DatabaseFile;

    public string ArtifactRoot => OptionsIn(Folder).ArtifactRoot;

    public static TrackingOptions OptionsIn(string folder) => new()
    {
        DatabaseFile = Path.Combine(folder, "tracking.db"),
        ArtifactRoot = Path.Combine(folder, "artifacts"),
        // The tests kill no machine, and a flush costs milliseconds.
        SurvivePowerCut = false,
    };

    public static string NewFolder() => Directory.CreateTempSubdirectory("tracking-").FullName;

    /// <param name="address">Where an earlier one was; null: any free port.</param>
    /// <param name="access">Who may use it; null: everybody.</param>
    public static async Task<TrackingServer> StartAsync(string? folder = null, Uri? address = null, HttpAccess? access = null)
    {
        folder ??= NewFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address is null ? "http://127.0.0.1:0" : $"http://127.0.0.1:{address.Port}");
        builder.Services.AddTracking(OptionsIn(folder) with { Access = access ?? new() });
        var app = builder.Build();
        app.UseAccess();
        app.MapTracking();
        await app.StartAsync();
        return new TrackingServer(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Stops the server and leaves its folder.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
