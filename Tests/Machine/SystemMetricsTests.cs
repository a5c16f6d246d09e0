using GpuNode.Machine;
using Xunit;

namespace Tests.Machine;

public sealed class SystemMetricsTests
{
    private static readonly MachineCounters Before = new(BusyTicks: 100, AllTicks: 1_000, MemoryUsed: 0, MemoryTotal: 0, DiskUsed: 0, DiskTotal: 0, Received: 5_000_000, Sent: 1_000_000);

    [Fact]
    public void They_are_named_and_counted_as_MLflows_clients_do()
    {
        var now = new MachineCounters(BusyTicks: 150, AllTicks: 1_200, MemoryUsed: 3_000_000_000, MemoryTotal: 4_000_000_000, DiskUsed: 10_000_000, DiskTotal: 40_000_000, Received: 7_500_000, Sent: 1_000_000);
        var told = SystemMetrics.Of(Before, Before, now, GpuReading.Of([["0", "GPU-a", "37", "1000", "4000", "120.50", "241.00"], ["1", "GPU-b", "[N/A]", "0", "4000", "[N/A]", "[N/A]"]])).ToDictionary(metric => metric.Name, metric => metric.Value);
        Assert.Equal(25, told["system/cpu_utilization_percentage"]);
        Assert.Equal((3_000, 75), (told["system/system_memory_usage_megabytes"], told["system/system_memory_usage_percentage"]));
        Assert.Equal((10, 25, 30), (told["system/disk_usage_megabytes"], told["system/disk_usage_percentage"], told["system/disk_available_megabytes"]));
        Assert.Equal((2.5, 0), (told["system/network_receive_megabytes"], told["system/network_transmit_megabytes"]));
        Assert.Equal((37, 1_048.576, 25, 120.5, 50), (told["system/gpu_0_utilization_percentage"], told["system/gpu_0_memory_usage_megabytes"], told["system/gpu_0_memory_usage_percentage"], told["system/gpu_0_power_usage_watts"], told["system/gpu_0_power_usage_percentage"]));
        Assert.Contains("system/gpu_1_memory_usage_percentage", told.Keys);
        Assert.DoesNotContain("system/gpu_1_power_usage_watts", told.Keys);
    }

    [Fact]
    public void What_a_machine_does_not_tell_is_left_out() =>
        Assert.Empty(SystemMetrics.Of(new(null, null, null, null, null, null, null, null), new(null, null, null, null, null, null, null, null), new(null, null, null, null, null, null, null, null), []));

    [Fact]
    public void The_kernels_own_words_are_read()
    {
        Assert.Equal((60L, 160L), MachineCounters.Processor(["cpu  10 10 20 80 20 5 5 10 99 99", "cpu0 1 1 1 1"]));
        Assert.Equal((600L << 10, 1000L << 10), MachineCounters.Memory(["MemTotal:        1000 kB", "MemFree:         100 kB", "MemAvailable:     400 kB"]));
        Assert.Equal((1_500L, 220L), MachineCounters.Network(
            ["Inter-|   Receive", " face |bytes", "    lo: 99 1 0 0 0 0 0 0 99 1 0 0 0 0 0 0", "  eth0: 1000 10 0 0 0 0 0 0 200 20 0 0 0 0 0 0", "  eth1:500 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0"]));
    }

    [Fact]
    public void This_machine_tells_what_it_does()
    {
        var now = MachineCounters.Now(Path.GetTempPath());
        Assert.True(now.DiskUsed > 0 && now.DiskTotal > now.DiskUsed);
        Assert.True(!OperatingSystem.IsLinux() || (now.BusyTicks > 0 && now.MemoryUsed < now.MemoryTotal));
    }
}
