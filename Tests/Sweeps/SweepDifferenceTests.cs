using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Trials;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class SweepDifferenceTests
{
    [Fact]
    public void The_same_terms_make_no_difference() => Assert.Empty(SweepDifference.Between(Some.Spec(3), Some.Spec(3), measured: 1));

    [Fact]
    public void How_trials_run_may_change_and_is_shown_from_and_to()
    {
        var changes = SweepDifference.Between(Some.Spec(3), Some.Spec(3, attempts: 5, maxParallel: 2) with { Description = "new" }, measured: 2);

        Assert.All(changes, change => Assert.Null(change.Refused));
        Assert.Equal(["description: none → new", "resources.max_parallel: 0 → 2", "retry.attempts: 3 → 5"], changes.Select(change => change.ToString()));
    }

    [Fact]
    public void Which_trials_there_are_may_not_change()
    {
        var now = Some.Spec(3);
        SweepSpec[] others =
        [
            now with { Axes = [now.Axes[0] with { Values = [ParameterValue.Of(1L)] }] },
            now with { Axes = [now.Axes[0] with { Condition = "index > 1" }] },
            now with { Constraints = ["index > 0"] },
            now with { Seeds = [1, 2] },
            now with { Name = "other" },
            now with { ExperimentVersion = "2" },
        ];
        Assert.All(others, other => Assert.NotNull(Assert.Single(SweepDifference.Between(now, other, measured: 0)).Refused));
    }

    [Fact]
    public void The_metric_may_change_only_while_nothing_was_measured_by_it()
    {
        var (now, other) = (Some.Spec(3), Some.Spec(3) with { Objective = new Objective("loss", MetricGoal.Minimize) });

        Assert.Null(Assert.Single(SweepDifference.Between(now, other, measured: 0)).Refused);
        Assert.Contains("compared by value", Assert.Single(SweepDifference.Between(now, other, measured: 1)).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_that_was_extended_is_still_the_one_of_its_file() =>
        Assert.Empty(SweepDifference.Between(SweepExtensions.With(Some.Spec(3), new("index", [ParameterValue.Of(9L)])), Some.Spec(3), measured: 3));
}
