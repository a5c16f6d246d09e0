using Orchestrator.Coordinator;
using Tests.Support;
using Xunit;

namespace Tests.Coordinator;

public sealed class SweepNoteTests
{
    [Fact]
    public void A_sweep_that_runs_says_what_it_varies() =>
        Assert.Contains($"Sweep `some-1`: noop, 3 trials\n- index: 0, 1, 2\n\nEach child run is a trial", SweepNote.Of("some-1", Some.Spec(3)), StringComparison.Ordinal);

    [Fact]
    public void One_that_has_ended_says_which_trial_is_best_and_what_to_do_with_the_failed_ones()
    {
        var note = SweepNote.Of(new SweepSummary("some-1", "", "parent", "FAILED", 1, "value", 2, 0.125, Finished: 2, Failed: 1, Some.Spec(3)));
        Assert.Contains("2 trials finished, 1 failed. Best: **trial 2** with value 0.125\n\n| parameter | value |\n| --- | --- |\n| index | 2 |\n", note, StringComparison.Ordinal);
        Assert.Contains("`retry some-1 --failed`", note, StringComparison.Ordinal);
    }
}
