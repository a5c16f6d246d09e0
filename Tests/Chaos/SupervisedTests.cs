using System.Diagnostics;
using Orchestrator.Bench.Chaos;
using Tests.Support;
using Xunit;

namespace Tests.Chaos;

/// <summary>The harness itself: it starts again what was killed, and leaves nothing behind.</summary>
public sealed class SupervisedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_killed_is_started_again_and_what_is_to_end_is_not_even_if_it_stands_still()
    {
        using var folder = new TempFolder();
        var family = new ProcessFamily();
        var supervised = new Supervised("sleeper", () => Sleeper(family), folder.File("out"), TimeProvider.System);
        supervised.Begin();
        var first = supervised.Id;
        Assert.Equal([first], family.Members());

        supervised.StayAway(TimeSpan.Zero);
        Assert.True(family.SendIfMember(first, ProcessFamily.Signal.Kill));
        await UntilAsync(() => supervised.Id is > 0 and var second && second != first);
        Assert.Equal(2, supervised.Starts);

        Assert.True(family.SendIfMember(supervised.Id, ProcessFamily.Signal.Stop));
        Assert.True(await supervised.EndAsync(Patience));
        Assert.Equal((0, 2), (supervised.Id, supervised.Starts));
        Assert.Empty(family.Members());
    }

    [Fact]
    public async Task The_family_is_ended_with_its_grandchildren_and_nobody_elses()
    {
        using var stranger = Process.Start(Sleeper(new ProcessFamily()))!;
        var family = new ProcessFamily();
        var shell = new ProcessStartInfo("sh", ["-c", "sleep 600 & sleep 600"]) { Environment = { [family.Mark.Key] = family.Mark.Value } };
        using var parent = Process.Start(shell)!;
        await UntilAsync(() => family.Members().Count == 3);
        Assert.False(family.SendIfMember(stranger.Id, ProcessFamily.Signal.Kill));

        await family.EndAllAsync(TimeProvider.System);

        Assert.Empty(family.Members());
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    private static ProcessStartInfo Sleeper(ProcessFamily family) => new("sleep", ["600"]) { Environment = { [family.Mark.Key] = family.Mark.Value } };

    private static async Task UntilAsync(Func<bool> wanted)
    {
        var started = Stopwatch.GetTimestamp();
        while (!wanted())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "waited in vain");
            await Task.Delay(20);
        }
    }
}
