using GpuNode.Trainers;
using Xunit;

namespace Tests.Node;

public sealed class AttemptLogTests
{
    [Fact]
    public void Who_reads_on_gets_what_has_come_since()
    {
        var log = new AttemptLog();
        log.Note(DateTimeOffset.UnixEpoch, "begun");
        var (first, next) = log.After(0);
        log.Said("a word");

        Assert.Equal("1970-01-01 00:00:00 begun\n", first);
        Assert.Equal(("a word\n", next + 7), log.After(next));
        Assert.Equal(("", next + 7), log.After(next + 7));
        Assert.Equal(("", next + 7), log.After(next + 1_000));
        Assert.True(log.Spoken);
    }

    [Fact]
    public void A_talkative_trainer_keeps_its_newest_lines_and_places_stay_what_they_are()
    {
        var log = new AttemptLog();
        for (var i = 0; i < 10_000; i++)
        {
            log.Said($"{i,99}");
        }

        var (text, next) = log.After(999_900);
        Assert.Equal(($"{9999,99}\n", 1_000_000L), (text, next));
        Assert.InRange(log.ToString().Length, 250_000, 330_000);
        Assert.StartsWith("(", log.ToString(), StringComparison.Ordinal);
        Assert.Equal(AttemptLog.MostAtOnce, log.After(0).Text.Length);
    }

    [Fact]
    public void An_endless_line_is_cut()
    {
        var log = new AttemptLog();
        log.Said(new string('x', 1_000_000));
        Assert.InRange(log.ToString().Length, 1, 2_001);
    }
}
