using GpuNode.Machine;
using Xunit;

namespace Tests.Machine;

public sealed class LoadMonitorTests
{
    [Fact]
    public void A_load_is_made_of_two_samples()
    {
        var load = LoadMonitor.Of(Counted(busy: 100, all: 400), Counted(busy: 150, all: 500), [new GpuReading(1, "", 37, 1_024, 24_576, null, null)], 7);

        Assert.Equal((0.5, 3_000, 8_000, 600), (load.Cpu, load.MemoryUsed, load.MemoryTotal, load.DiskFree));
        var device = Assert.Single(load.Devices);
        Assert.Equal(("cuda:1", 0.37, 1L << 30, 24L << 30), (device.Name, device.Busy, device.MemoryUsed, device.MemoryTotal));
    }

    [Fact]
    public void What_a_machine_does_not_tell_is_absent()
    {
        var nothing = new MachineCounters(null, null, null, null, null, null, null, null);
        var load = LoadMonitor.Of(nothing, nothing, [new GpuReading(0, "", null, null, null, null, null)], 7);

        Assert.False(load.HasCpu || load.HasMemoryUsed || load.HasDiskFree);
        Assert.False(Assert.Single(load.Devices).HasBusy);
    }

    private static MachineCounters Counted(long busy, long all) => new(busy, all, 3_000, 8_000, 400, 1_000, 0, 0);
}
