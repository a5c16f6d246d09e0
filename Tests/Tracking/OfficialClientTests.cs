using Tests.Support;
using Tests.Sweeps;
using Xunit;

namespace Tests.Tracking;

public sealed class OfficialClientTests
{
    [Fact]
    public async Task The_main_calls_of_MLflows_own_client_do_what_they_do_there()
    {
        var python = await Python.WithAsync("mlflow");
        Assert.SkipWhen(python is null, "no Python with mlflow is here");
        using var folder = new TempFolder();
        await using var server = await TrackingServer.StartAsync();

        var (code, said) = await Python.RunAsync(python!, Path.Combine(SweepFiles.Root, "Tests", "Tracking", "official_client.py"), server.Address.AbsoluteUri.TrimEnd('/'), folder.Path);

        Assert.True(code == 0, said);
        Assert.EndsWith("ok", said.TrimEnd(), StringComparison.Ordinal);
    }
}
