using GpuNode.Trainers;
using Xunit;

namespace Tests.Node;

public sealed class SlotTurnaroundTests
{
    [Fact]
    public void Half_of_the_pauses_are_no_longer_than_the_median_and_all_but_a_hundredth_than_the_other()
    {
        var turnaround = new SlotTurnaround();
        Assert.Null(turnaround.View());
        foreach (var milliseconds in Enumerable.Range(1, 100).Reverse())
        {
            turnaround.Add(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal((50, 99), (turnaround.View()!.P50Ms, turnaround.View()!.P99Ms));
    }

    [Fact]
    public void Old_ones_are_forgotten()
    {
        var turnaround = new SlotTurnaround();
        turnaround.Add(TimeSpan.FromHours(1));
        foreach (var _ in Enumerable.Range(0, 4_096))
        {
            turnaround.Add(TimeSpan.FromMilliseconds(2));
        }

        Assert.Equal((2, 2), (turnaround.View()!.P50Ms, turnaround.View()!.P99Ms));
    }
}
