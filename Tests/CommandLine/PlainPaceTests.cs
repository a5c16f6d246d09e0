using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class PlainPaceTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Progress_is_told_at_first_then_every_ten_seconds_and_at_the_end()
    {
        var pace = new PlainPace(_clock);
        int[] lines = [Count(0), Count(5), Count(4.9), Count(0.2), Count(0.1, "completed")];
        Assert.Equal([1, 0, 0, 1, 1], lines);

        int Count(double seconds, string state = "running")
        {
            _clock.Pass(seconds);
            return pace.Lines(Some.SweepDto(state: state)).Count();
        }
    }

    [Fact]
    public void A_wait_is_told_once_and_only_when_it_lasts()
    {
        var pace = new PlainPace(_clock);
        Assert.Equal([0, 0, 1, 0, 0, 0, 1], new[] { Told("a node"), Told("a node", 4), Told("a node", 1), Told("a node", 1), Told(null, 1), Told("a slot", 1), Told("a slot", 5) });

        int Told(string? waits, double seconds = 0)
        {
            _clock.Pass(seconds);
            return pace.Lines(Some.SweepDto() with { Waits = waits }).Count(line => line == $"waits: {waits}");
        }
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
