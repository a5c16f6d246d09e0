using GpuNode.Trainers;
using Xunit;

namespace Tests.Node;

public sealed class SlotPlacementTests
{
    private const int Any = int.MaxValue;

    [Fact]
    public void Queued_trials_go_in_order_on_the_first_free_slot_that_suits() =>
        Assert.Equal([(0, 1), (1, 0), (2, 3)], SlotPlacement.Next([Free("cpu"), Free("cuda:0"), Busy("cuda:1"), Free("cuda:1")], [Wants("cuda"), Wants("cpu"), Wants("any"), Wants("any")]));

    [Fact]
    public void A_trial_that_must_wait_in_any_case_lets_the_next_one_pass() =>
        Assert.Equal([(1, 0)], SlotPlacement.Next([Free("cpu")], [Wants("any") with { Held = true }, Wants("any")]));

    [Fact]
    public void A_trial_that_wants_to_be_alone_waits_for_its_device_and_nobody_behind_it_goes_there() =>
        Assert.Equal([], SlotPlacement.Next([Busy("cpu"), Free("cpu")], [Wants("any", companions: 0), Wants("any")]));

    [Fact]
    public void While_it_waits_for_one_device_others_are_used() =>
        Assert.Equal([(1, 2)], SlotPlacement.Next([Busy("cuda:0"), Free("cuda:0"), Free("cuda:1"), Busy("cuda:1"), Busy("cuda:1")], [Wants("cuda", companions: 0), Wants("cuda")]));

    [Fact]
    public void It_starts_on_an_empty_device_and_then_has_it_alone() =>
        Assert.Equal([(0, 0)], SlotPlacement.Next([Free("cpu"), Free("cpu")], [Wants("any", companions: 0), Wants("any")]));

    [Fact]
    public void Nobody_joins_a_trial_that_would_have_too_many_companions() =>
        Assert.Equal([(0, 1)], SlotPlacement.Next([Busy("cpu", companions: 1), Free("cpu"), Free("cpu")], [Wants("any"), Wants("any")]));

    [Fact]
    public void A_trial_that_no_slot_suits_keeps_nothing_for_itself() =>
        Assert.Equal([(1, 0)], SlotPlacement.Next([Free("cpu")], [Wants("cuda", companions: 0), Wants("cpu")]));

    [Fact]
    public void Trials_share_a_GPU_as_far_as_their_measured_memory_goes() =>
        Assert.Equal(
            [(0, 1), (1, 2)],
            SlotPlacement.Next([Busy("cuda:0", need: 30), Free("cuda:0"), Free("cuda:0"), Free("cuda:0")], [Needs(30), Needs(30), Needs(30)], Rooms(("cuda:0", 95))));

    [Fact]
    public void What_was_not_measured_yet_has_its_GPU_alone_and_those_behind_it_wait_or_go_elsewhere()
    {
        var rooms = Rooms(("cuda:0", 95), ("cuda:1", 95));
        PlacedSlot[] slots = [Free("cuda:0"), Free("cuda:0"), Free("cuda:1"), Free("cuda:1")];
        Assert.Equal([(0, 0), (1, 2)], SlotPlacement.Next(slots, [Needs(null), Needs(null), Needs(10)], rooms));
        Assert.Equal([(0, 0), (1, 2), (2, 3)], SlotPlacement.Next(slots, [Needs(null), Needs(10), Needs(10)], rooms));
    }

    [Fact]
    public void It_waits_for_a_GPU_to_empty_and_small_ones_behind_it_do_not_keep_it_waiting() =>
        Assert.Equal([], SlotPlacement.Next([Busy("cuda:0", need: 10), Free("cuda:0")], [Needs(null), Needs(10)], Rooms(("cuda:0", 95))));

    [Fact]
    public void A_trial_that_is_larger_than_any_GPU_is_tried_alone() => Assert.Equal([(0, 0)], SlotPlacement.Next([Free("cuda:0"), Free("cuda:0")], [Needs(200), Needs(10)], Rooms(("cuda:0", 95))));

    [Fact]
    public void Where_memory_is_not_told_slots_alone_count() => Assert.Equal([(0, 0), (1, 1)], SlotPlacement.Next([Free("cuda:0"), Free("cuda:0")], [Needs(null), Needs(null)], Rooms()));

    private static QueuedTrial Needs(long? need) => Wants("cuda") with { Need = need };

    private static Dictionary<string, DeviceRoom> Rooms(params (string Device, long Bytes)[] rooms) => rooms.ToDictionary(room => room.Device, room => new DeviceRoom(room.Bytes));

    private static PlacedSlot Free(string device) => new(device, null);

    private static PlacedSlot Busy(string device, int companions = Any, long? need = null) => new(device, new Tenant(companions, need));

    private static QueuedTrial Wants(string kind, int companions = Any) => new(kind, companions, Held: false);
}
