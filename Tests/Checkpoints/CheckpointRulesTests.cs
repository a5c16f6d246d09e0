using GpuNode.Checkpoints;
using Orchestrator.Checkpoints;
using Shared.Checkpoints;
using Shared.Trials;
using Xunit;

namespace Tests.Checkpoints;

public sealed class CheckpointRulesTests
{
    private static readonly KeepPolicy Two = new(2, Best: false, Maximize: false);

    [Fact]
    public void The_newest_stay_newest_first()
    {
        var kept = Add(Two, At(1), At(2), At(3));

        Assert.Equal([3, 2], kept.Select(one => one.Epoch));
    }

    [Fact]
    public void A_checkpoint_in_mid_epoch_is_newer_than_the_epochs_own()
    {
        var kept = Add(Two, At(1), At(1) with { Batch = 7, Hash = "b" }, At(0));

        Assert.Equal([7, 0], kept.Select(one => one.Batch));
        Assert.All(kept, one => Assert.Equal(1, one.Epoch));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void The_best_stays_too(bool maximize, int best)
    {
        var kept = Add(new KeepPolicy(1, Best: true, maximize), At(1, 0.9), At(2, 0.1), At(3, 0.5), At(4, double.NaN));

        Assert.Equal([4, best], kept.Select(one => one.Epoch));
    }

    [Fact]
    public void What_is_pinned_stays_whatever_comes_until_it_is_unpinned()
    {
        var pinned = CheckpointRules.Pin(Add(Two, At(1), At(2)), "s", epoch: 1, pinned: true)!;
        var kept = pinned;
        foreach (var epoch in Enumerable.Range(3, 4))
        {
            kept = CheckpointRules.Add(kept, At(epoch), Two);
        }

        Assert.Equal([6, 5, 1], kept.Select(one => one.Epoch));
        Assert.Equal([1], CheckpointRules.Without(kept, "s").Select(one => one.Epoch));
        Assert.Empty(CheckpointRules.Without(CheckpointRules.Pin(kept, "s", epoch: null, pinned: false)!, "s"));
        Assert.Null(CheckpointRules.Pin(kept, "s", epoch: 4, pinned: true));
    }

    [Fact]
    public void The_end_of_one_sweeps_trial_takes_nothing_from_another_with_the_same_key()
    {
        var kept = Add(Two, At(1), At(4) with { Sweep = "other" }, At(2), At(3));

        Assert.Equal([4, 3, 2], kept.Select(one => one.Epoch));
        Assert.Equal([4], CheckpointRules.Without(kept, "s").Select(one => one.Epoch));
    }

    [Fact]
    public void A_second_one_of_the_same_place_takes_the_firsts()
    {
        var kept = Add(Two, At(1), At(2), At(2) with { Hash = "again" });

        Assert.Equal(["again", "hash1"], kept.Select(one => one.Hash));
    }

    [Theory]
    [InlineData("finished", 0, 0, true)]
    [InlineData("pending", 3, 90, true)]
    [InlineData("pending", 3, 10, false)]   // somebody may resume it soon
    [InlineData("failed", 4, 90, false)]    // this folder alone has epoch 4
    [InlineData("running", 3, 90, true)]
    [InlineData(null, 0, 90, false)]        // another orchestrator's, perhaps
    [InlineData(null, 0, 8 * 24 * 60, true)]
    public void A_work_folder_goes_only_when_nobody_can_need_it(string? state, int ownEpoch, int minutes, bool goes)
    {
        CheckpointHeader? own = ownEpoch > 0 ? new CheckpointHeader("key", ownEpoch, 0) : null;

        Assert.Equal(goes, FolderRules.MayGo(new FolderFacts(state, own, Add(Two, At(2), At(3)), TimeSpan.FromMinutes(minutes))));
    }

    private static IReadOnlyList<KeptCheckpoint> Add(KeepPolicy policy, params KeptCheckpoint[] arrived) =>
        arrived.Aggregate((IReadOnlyList<KeptCheckpoint>)[], (kept, one) => CheckpointRules.Add(kept, one, policy));

    private static KeptCheckpoint At(int epoch, double? objective = null) =>
        new(epoch, 0, $"hash{epoch}", 10, "s", 0, 1, DateTimeOffset.UnixEpoch, objective);
}
