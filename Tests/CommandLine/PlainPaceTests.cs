using Orchestrator.Api;
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

    [Fact]
    public void One_or_two_running_trials_say_how_far_they_are()
    {
        var one = Some.SweepDto(finished: 0, running: 1, total: 1) with { Running = [Some.RunningDto(0) with { Epoch = 3, Epochs = 100, Fraction = 0.034 }] };
        Assert.StartsWith("0 of 1 done, 0 failed, 1 running (trial 0: 3%, 3 of 100 epochs), 0 left; ", First(one));

        var two = Some.SweepDto(running: 2) with { Running = [Some.RunningDto(4) with { Waits = "fetching mnist" }, Some.RunningDto(3) with { Epoch = 0, Epochs = 1, Fraction = 0.5 }] };
        Assert.Contains("2 running (trial 3: 50%, 0 of 1 epoch, trial 4 waits: fetching mnist), 3 left", First(two));
    }

    [Fact]
    public void Of_many_running_trials_the_mean_is_told()
    {
        var many = Some.SweepDto(running: 4) with { Running = [.. Enumerable.Range(3, 4).Select(index => Some.RunningDto(index) with { Fraction = index / 10.0 })] };
        Assert.Contains("4 running (45% through on average), 1 left", First(many));
    }

    [Fact]
    public void An_estimate_of_nothing_is_not_told()
    {
        Assert.EndsWith("so far", First(Some.SweepDto() with { SecondsLeft = 0.04 }));
        Assert.EndsWith("so far, about 2.0 s left", First(Some.SweepDto() with { SecondsLeft = 2 }));
    }

    private string First(SweepDto sweep) => new PlainPace(_clock).Lines(sweep).First();

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
