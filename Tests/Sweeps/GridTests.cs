using CsCheck;
using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Trials;
using Xunit;

namespace Tests.Sweeps;

public sealed class GridTests
{
    private static readonly ParameterValue Off = ParameterValue.Of(0L);

    // Each with its meaning in C#, so that the expected answer does not come from the code under test.
    private static readonly (string Text, int[] Axes, Func<long[], bool> Holds)[] Rules =
    [
        ("p0 < 2", [0], v => v[0] < 2),
        ("p1 != 1", [1], v => v[1] != 1),
        ("p0 + p1 <= 3", [0, 1], v => v[0] + v[1] <= 3),
        ("p1 * p2 != 2", [1, 2], v => v[1] * v[2] != 2),
        ("p3 in [0, p0]", [0, 3], v => v[3] == 0 || v[3] == v[0]),
        ("not (p2 == p4) or p2 == 0", [2, 4], v => v[2] != v[4] || v[2] == 0),
        ("(p0 + p2 + p4) % 2 == 0", [0, 2, 4], v => (v[0] + v[2] + v[4]) % 2 == 0),
        ("p3 >= p4", [3, 4], v => v[3] >= v[4]),
        ("p4 > 99", [4], v => v[4] > 99),
        ("1 == 1", [], _ => true),
    ];

    private static readonly Gen<Case> Cases =
        from sizes in Gen.Int[1, 4].Array[5]
        from defaults in Gen.Int[0, 3].Array[5]
        from order in Gen.Shuffle(new[] { 0, 1, 2, 3, 4 })
        from conditions in Gen.Int[-8, Rules.Length - 1].Array[5]
        from constraints in Gen.Int[0, Rules.Length - 1].Array[0, 3]
        from seeds in Gen.Int[1, 3]
        select Build(sizes, defaults, order, conditions, constraints, seeds);

    [Fact]
    public void The_grid_is_what_brute_force_finds() => Cases.Sample(
        example =>
        {
            var expected = BruteForce(example);
            var grid = Grid.TryOf(example.Spec, out var fault);
            if (expected.Count == 0)
            {
                return grid is null && fault is not null;
            }

            var points = Enumerable.Range(0, (int)grid!.Count).Select(index => Line(grid.At(index))).ToList();
            return grid.Count == expected.Count * example.Spec.Seeds.Count
                && points.Distinct().Count() == points.Count
                && points.ToHashSet().SetEquals(expected.SelectMany(point => example.Spec.Seeds.Select(seed => $"{point} {seed}")));
        },
        iter: 3_000);

    [Fact]
    public void The_same_sweep_gives_the_same_order() => Cases.Sample(
        example =>
        {
            var (one, other) = (Grid.TryOf(example.Spec, out _), Grid.TryOf(SweepSpec.FromJson(example.Spec.ToJson()), out _));
            return one is null ? other is null : Enumerable.Range(0, (int)one.Count).All(index => one.KeyAt(index) == other!.KeyAt(index));
        },
        iter: 200);

    [Fact]
    public void Counts_of_a_parameter_are_the_counts_of_its_trials() => Cases.Sample(
        example =>
        {
            if (Grid.TryOf(example.Spec, out _) is not { } grid)
            {
                return true;
            }

            var expected = Enumerable.Range(0, (int)grid.Count).CountBy(index => grid.At(index)["p2"]).ToDictionary(pair => pair.Key, pair => (long)pair.Value);
            return grid.CountsOf("p2").OrderBy(pair => pair.Key.AsInteger()).SequenceEqual(expected.OrderBy(pair => pair.Key.AsInteger()));
        },
        iter: 300);

    [Fact]
    public void The_first_parameter_varies_slowest_and_the_seed_fastest()
    {
        var grid = Grid.Of(Spec([Axis("p0", 2), Axis("p1", 2)], [], [5, 6]));
        Assert.Equal(
            ["0,0 5", "0,0 6", "0,1 5", "0,1 6", "1,0 5", "1,0 6", "1,1 5", "1,1 6"],
            Enumerable.Range(0, 8).Select(index => Line(grid.At(index))));
    }

    [Fact]
    public void A_parameter_that_is_off_keeps_its_default_and_is_counted_once()
    {
        var latent = new Axis("latent", [ParameterValue.Of(2L), ParameterValue.Of(4L)], ParameterValue.Of(2L), "p0 == 1");
        var beta = new Axis("beta", [ParameterValue.Of(7L), ParameterValue.Of(8L)], ParameterValue.Of(9L), "latent == 4");
        var grid = Grid.Of(Spec([Axis("p0", 2), latent, beta], [], [1]));
        Assert.Equal(["0,2,9 1", "1,2,9 1", "1,4,7 1", "1,4,8 1"], Enumerable.Range(0, (int)grid.Count).Select(index => Line(grid.At(index))));
        Assert.Equal(8, grid.Uncut);
    }

    [Fact]
    public void An_index_outside_the_grid_is_refused()
    {
        var grid = Grid.Of(Spec([Axis("p0", 3)], [], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => grid.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => grid.At(3));
    }

    [Theory]
    [InlineData("p0 > 9", "p1 == 0", 0, "no trial satisfies it")]
    [InlineData("p1 == 0", "p0 > 9", 1, "no trial satisfies it")]
    [InlineData("p0 == 0", "p0 == 1", -1, "together: p0 == 0; p0 == 1")]
    [InlineData("1 == 1", "1 == 2", 1, "no trial satisfies it")]
    public void The_constraint_that_cuts_all_is_named(string first, string second, int guilty, string problem)
    {
        Assert.Null(Grid.TryOf(Spec([Axis("p0", 3), Axis("p1", 3)], [first, second], [1]), out var fault));
        Assert.Equal(guilty, fault!.Constraint);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_tied_combinations_are_refused_not_tried()
    {
        var axes = Enumerable.Range(0, 5).Select(axis => Axis($"p{axis}", 1_000)).ToArray();
        Assert.Null(Grid.TryOf(Spec(axes, ["p0 + p1 + p2 + p3 + p4 < 1e9"], [1]), out var fault));
        Assert.Contains("combinations to try", fault!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tie_between_two_parameters_does_not_multiply_with_the_others()
    {
        var axes = new[] { Axis("p0", 1_000), Axis("p1", 10), Axis("p2", 1_000) };
        Assert.Equal(500_500L * 10, Grid.Of(Spec(axes, ["p0 <= p2"], [1])).Count);
    }

    [Fact]
    public void A_constant_ties_nothing()
    {
        var axes = new[] { Axis("p0", 5_000), Axis("p1", 5_000), Axis("p2", 1) };
        Assert.Equal(2_500L * 1_250, Grid.Of(Spec(axes, ["p0 + p2 < 2500", "p1 + p2 < 1250"], [1])).Count);
    }

    [Fact]
    public void Far_too_many_trials_are_refused()
    {
        var axes = Enumerable.Range(0, 9).Select(axis => Axis($"p{axis}", 100_000)).ToArray();
        Assert.Null(Grid.TryOf(Spec(axes, [], [1]), out var fault));
        Assert.Contains("more than 10,000,000 trials", fault!.Problem, StringComparison.Ordinal);
    }

    private static string Line(GridPoint point) => $"{string.Join(',', point.Parameters.Select(pair => pair.Value))} {point.Seed}";

    private static Axis Axis(string name, int size) => new(name, [.. Enumerable.Range(0, size).Select(value => ParameterValue.Of((long)value))], Off);

    private static SweepSpec Spec(IReadOnlyList<Axis> axes, IReadOnlyList<string> constraints, IReadOnlyList<ulong> seeds) => new()
    {
        Name = "s",
        Experiment = "e",
        ExperimentVersion = "1",
        Dataset = new("", new Dictionary<string, ParameterValue>()),
        Axes = axes,
        Constraints = constraints,
        Seeds = seeds,
        Objective = new("loss", MetricGoal.Minimize),
        Tracking = new("s", new Dictionary<string, string>()),
    };

    // A condition may speak only of axes that come earlier in a random order, so that there is no cycle.
    private static Case Build(int[] sizes, int[] defaults, int[] order, int[] conditions, int[] constraints, int seeds)
    {
        var rules = new int[5];
        for (var axis = 0; axis < 5; axis++)
        {
            var usable = conditions[axis] >= 0 && Rules[conditions[axis]].Axes.All(other => Array.IndexOf(order, other) < Array.IndexOf(order, axis));
            rules[axis] = usable ? conditions[axis] : -1;
        }

        var axes = Enumerable.Range(0, 5).Select(axis => Axis($"p{axis}", sizes[axis]) with
        {
            Default = ParameterValue.Of((long)defaults[axis]),
            Condition = rules[axis] < 0 ? null : Rules[rules[axis]].Text,
        });
        var spec = Spec([.. axes], [.. constraints.Select(rule => Rules[rule].Text)], [.. Enumerable.Range(1, seeds).Select(seed => (ulong)seed)]);
        return new(spec, sizes, defaults, order, rules, constraints);
    }

    private static HashSet<string> BruteForce(Case example)
    {
        var found = new HashSet<string>();
        var points = example.Sizes.Aggregate(1, (product, size) => product * size);
        for (var point = 0; point < points; point++)
        {
            var (values, rest) = (new long[5], point);
            for (var axis = 0; axis < 5; axis++)
            {
                (rest, values[axis]) = (rest / example.Sizes[axis], rest % example.Sizes[axis]);
            }

            foreach (var axis in example.Order.Where(axis => example.Conditions[axis] >= 0 && !Rules[example.Conditions[axis]].Holds(values)))
            {
                values[axis] = example.Defaults[axis];
            }

            if (example.Constraints.All(rule => Rules[rule].Holds(values)))
            {
                found.Add(string.Join(',', values));
            }
        }

        return found;
    }

    private sealed record Case(SweepSpec Spec, int[] Sizes, int[] Defaults, int[] Order, int[] Conditions, int[] Constraints);
}
