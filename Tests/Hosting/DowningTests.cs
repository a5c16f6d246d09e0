using Akka.Cluster.SBR;
using Akka.Configuration;
using Shared.Hosting;
using Xunit;

namespace Tests.Hosting;

public sealed class DowningTests
{
    // With Akka's default, forty changes of reachability within ten seconds took the one orchestrator down, with its API: a hundred agents that started on two cores did that.
    [Fact]
    public void Agents_that_come_and_go_never_take_the_orchestrator_down()
    {
        Assert.True(Settings(ConfigurationFactory.Empty).DownAllWhenUnstable > TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, Settings(HoconFiles.Orchestrator()).DownAllWhenUnstable);
        Assert.Equal(TimeSpan.Zero, Settings(HoconFiles.Cluster()).DownAllWhenUnstable);
    }

    private static SplitBrainResolverSettings Settings(Config ours)
    {
        using var reader = new StreamReader(typeof(Akka.Cluster.Cluster).Assembly.GetManifestResourceStream("Akka.Cluster.Configuration.Cluster.conf")!);
        return new SplitBrainResolverSettings(ours.WithFallback(ConfigurationFactory.ParseString(reader.ReadToEnd())));
    }
}
