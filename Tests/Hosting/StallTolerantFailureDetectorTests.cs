using Akka.Cluster;
using Akka.Configuration;
using Shared.Hosting;
using Xunit;

namespace Tests.Hosting;

public sealed class StallTolerantFailureDetectorTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _nowMs = 1_000_000;

    [Fact]
    public void A_member_that_is_silent_is_found_to_be_gone()
    {
        var detector = Beating();

        Assert.InRange(SecondsUntilGone(detector), 4, 8);
    }

    [Fact]
    public void Who_stood_still_accuses_nobody_who_answers_when_it_goes_on()
    {
        var detector = Beating();

        _nowMs += 20_000;
        Assert.True(detector.IsAvailable);
        _nowMs += 1_000;
        detector.HeartBeat();
        for (var second = 0; second < 10; second++)
        {
            _nowMs += 1_000;
            Assert.True(detector.IsAvailable);
            detector.HeartBeat();
        }
    }

    [Fact]
    public void A_member_that_went_while_this_one_stood_still_is_found_a_pause_later()
    {
        var detector = Beating();

        _nowMs += 20_000;
        Assert.True(detector.IsAvailable);

        Assert.InRange(SecondsUntilGone(detector), 4, 8);
    }

    [Fact]
    public void A_cluster_is_watched_by_it()
    {
        using var reader = new StreamReader(typeof(ClusterSettings).Assembly.GetManifestResourceStream("Akka.Cluster.Configuration.Cluster.conf")!);
        var settings = new ClusterSettings(HoconFiles.Cluster().WithFallback(ConfigurationFactory.ParseString(reader.ReadToEnd())), "test");

        Assert.Equal(typeof(StallTolerantFailureDetector), Type.GetType(settings.FailureDetectorImplementationClass));
        Assert.Equal(Pause, settings.FailureDetectorConfig.GetTimeSpan("acceptable-heartbeat-pause"));
        // What IsAvailable takes for a rest of its own is longer than two rounds.
        Assert.True(settings.UnreachableNodesReaperInterval * 2 < Pause / 2);
    }

    private StallTolerantFailureDetector Beating()
    {
        var detector = new StallTolerantFailureDetector(Pause, () => _nowMs);
        for (var second = 0; second < 10; second++)
        {
            detector.HeartBeat();
            _nowMs += 1_000;
            Assert.True(detector.IsAvailable);
        }

        return detector;
    }

    private int SecondsUntilGone(StallTolerantFailureDetector detector)
    {
        for (var second = 0; second < 100; second++)
        {
            if (!detector.IsAvailable)
            {
                return second;
            }

            _nowMs += 1_000;
        }

        return int.MaxValue;
    }
}
