using CsCheck;
using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Catalogues;
using Shared.Trials;
using Xunit;

namespace Tests.Sweeps.WarmStarts;

public sealed class SourceMatchTests
{
    private static readonly string[] Names = ["p0", "p1", "p2", "p3"];

    private static readonly string[] Rules = ["p0 < 2", "p0 + p1 <= 3", "p1 * p2 != 2", "p3 in [0, p0]", "p3 >= p2"];

    private static readonly Gen<SweepSpec> Sweeps =
        from sizes in Gen.Int[1, 3].Array[4]
        from defaults in Gen.Int[0, 2].Array[4]
        from names in Gen.Shuffle(Names)
        from conditions in Gen.Int[-6, Rules.Length - 1].Array[4]
        from constraints in Gen.Int[0, Rules.Length - 1].Array[0, 2]
        from seeds in Gen.Int[0, 3].Array[1, 3]
        select new SweepSpec
        {
            Name = "s",
            Experiment = "e",
            ExperimentVersion = "1",
            Dataset = new("", new Dictionary<string, ParameterValue>()),
            Axes = [.. names.Select((name, axis) => Axis(name, sizes[axis], defaults[axis], conditions[axis]))],
            Constraints = [.. constraints.Select(rule => Rules[rule])],
            Seeds = [.. seeds.Distinct().Select(seed => (ulong)seed)],
            Objective = new("loss", MetricGoal.Minimize),
            Tracking = new("s", new Dictionary<string, string>()),
        };

    [Fact]
    public void A_match_is_what_a_search_through_all_source_trials_finds() => Gen.Select(Sweeps, Sweeps, Gen.Int[0, 4]).Sample(
        (source, target, shared) =>
        {
            var (from, grid) = (Grid.TryOf(source, out _), Grid.TryOf(target, out _));
            if (from is null || grid is null)
            {
                return true;
            }

            var names = target.Axes.Select(axis => axis.Name).Take(shared).ToList();
            var match = new SourceMatch(source, from, names);
            return Points(grid).All(point => Points(from).Where(other => Agree(source, names, other, point)).Select(other => other.Index).ToList() is var found
                && match.Of(point) is var (count, first)
                && count == found.Count
                && (count == 0 || first == found[0]));
        },
        iter: 1_000,
        threads: 1);

    // The first axis of a name without its own rule, or with one that speaks of others.
    private static Axis Axis(string name, int size, int standard, int condition) => new(
        name,
        [.. Enumerable.Range(0, size).Select(value => ParameterValue.Of((long)value))],
        ParameterValue.Of((long)standard),
        condition >= 0 && !Rules[condition].Contains(name, StringComparison.Ordinal) ? Rules[condition] : null);

    private static bool Agree(SweepSpec source, IReadOnlyList<string> shared, GridPoint one, GridPoint other) =>
        source.Varying.Intersect(shared).All(name => one[name] == other[name]) && (source.Seeds.Count == 1 || one.Seed == other.Seed);

    private static IEnumerable<GridPoint> Points(Grid grid) => Enumerable.Range(0, (int)grid.Count).Select(index => grid.At(index));
}
