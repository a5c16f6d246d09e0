using GpuNode.Machine;
using GpuNode.Trainers;
using Xunit;

namespace Tests.Node;

public sealed class MemoryNeedsTests
{
    private const long Mebibyte = 1 << 20;

    private readonly MemoryNeeds _needs = new();

    [Fact]
    public void The_drivers_lines_become_devices_with_their_processes()
    {
        var devices = GpuMemory.Of([new(0, "GPU-a", null, 300, 1000, null, null), new(1, "GPU-b", null, 0, null, null, null)], [["GPU-a", "11", "200"], ["GPU-a", "12", "[N/A]"], ["GPU-c", "13", "5"]]);
        var device = Assert.Single(devices);
        Assert.Equal(("cuda:0", 1000 * Mebibyte, 300 * Mebibyte), (device.Device, device.Total, device.Used));
        Assert.Equal(new KeyValuePair<int, long>(11, 200 * Mebibyte), Assert.Single(device.Processes));
    }

    [Fact]
    public void A_sweep_needs_the_most_that_one_of_its_trials_was_seen_to_take_once_it_had_got_somewhere()
    {
        Look(1000, 700, new() { [1] = 400, [2] = 250 }, ("a", 1, true), ("a", 2, true), ("b", 2, false));
        Assert.Equal((400L, null), (_needs.Of("a"), _needs.Of("b")));
        Look(1000, 700, new() { [1] = 100 }, ("a", 1, true));
        Assert.Equal(400, _needs.Of("a"));
    }

    [Fact]
    public void One_that_the_driver_does_not_list_yet_beside_others_has_not_been_measured()
    {
        Look(1000, 700, new() { [1] = 400 }, ("a", 1, true), ("b", 2, true));
        Assert.Equal((400L, null), (_needs.Of("a"), _needs.Of("b")));
    }

    [Fact]
    public void What_other_programs_hold_and_a_twentieth_are_no_room()
    {
        Look(1000, 700, new() { [1] = 400, [99] = 200 }, ("a", 1, true));
        Assert.Equal(1000 - 50 - 300, _needs.Rooms["cuda:0"].Bytes);
    }

    [Fact]
    public void Where_the_driver_names_no_process_one_that_is_alone_has_all_that_is_used()
    {
        Look(1000, 420, [], ("a", 1, true));
        Look(1000, 840, [], ("a", 1, true), ("a", 2, true));
        Assert.Equal((420L, 950L), (_needs.Of("a"), _needs.Rooms["cuda:0"].Bytes));
    }

    private void Look(long total, long used, Dictionary<int, long> processes, params (string Sweep, int Process, bool AtWork)[] trainers) =>
        _needs.Measured([new GpuMemory("cuda:0", total, used, processes)], [.. trainers.Select(trainer => (trainer.Sweep, "cuda:0", trainer.Process, trainer.AtWork))]);
}
