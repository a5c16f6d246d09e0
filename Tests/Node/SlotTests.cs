using GpuNode;
using Xunit;

namespace Tests.Node;

public sealed class SlotTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(2, 24 * Gigabyte, 2)]
    [InlineData(16, 8 * Gigabyte, 8)]
    [InlineData(4, Gigabyte / 2, 1)]
    [InlineData(256, 1024 * Gigabyte, 64)]
    public void A_processor_has_a_slot_a_core_as_far_as_its_memory_goes(int cores, long memory, int slots) => Assert.Equal(slots, GpuNodeOptions.CoreSlots(cores, memory));

    [Fact]
    public void A_gpu_has_a_few_slots_where_nothing_else_is_said()
    {
        Assert.Equal(2 * GpuNodeOptions.GpuSlots, Options(null).Slots.Count);
        Assert.Equal([("cuda:0", "cuda:0"), ("cuda:1", "cuda:1")], Options(1).Slots);
    }

    [Fact]
    public void Slots_that_share_a_device_have_names_of_their_own() =>
        Assert.Equal([("cuda:0/0", "cuda:0"), ("cuda:0/1", "cuda:0"), ("cuda:1/0", "cuda:1"), ("cuda:1/1", "cuda:1")], Options(2).Slots);

    private static GpuNodeOptions Options(int? slots) => new() { Join = "", Name = "", Data = "", Devices = ["cuda:0", "cuda:1"], SlotsPerDevice = slots };
}
