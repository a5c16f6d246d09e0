using Orchestrator.Sweeps.Expressions;

namespace Orchestrator.Sweeps;

/// <summary>Why a checked sweep has no grid: <paramref name="Constraint"/> is the place of the guilty one, -1 where none alone is.</summary>
public sealed record GridFault(int Constraint, string Problem, string? Cure = null);

/// <summary>Cuts the axes into blocks and finds each block's valid combinations.</summary>
internal sealed class GridBuilder
{
    // Naming the guilty one of a hundred constraints must not take a hundred searches.
    private const long MostTriedForBlame = 3L * GridSearch.MostTried;

    private const string Loosen = "loosen it, or give its parameters other values";

    private readonly SweepSpec _spec;
    private readonly int[] _radices;
    private readonly List<GridCheck> _checks = [];

    private GridBuilder(SweepSpec spec)
    {
        _spec = spec;
        // One more digit than values stands for "the condition is false, the default holds": it is the only way to say so, hence no point counts twice.
        _radices = [.. spec.Axes.Select(axis => axis.Values.Count + (axis.Condition is null ? 0 : 1))];
        var compiler = new ExpressionCompiler(spec.Axes);
        for (var axis = 0; axis < spec.Axes.Count; axis++)
        {
            AddCondition(compiler, axis);
        }

        for (var constraint = 0; constraint < spec.Constraints.Count; constraint++)
        {
            var syntax = Read(spec.Constraints[constraint]);
            _checks.Add(new(Varying(compiler.AxesOf(syntax)), constraint, compiler.Compile(syntax)));
        }
    }

    /// <exception cref="ArgumentException">The sweep was not checked: a condition or constraint can't be read, or names no axis.</exception>
    public static Grid? Build(SweepSpec spec, out GridFault? fault)
    {
        var later = new List<Grid>();
        foreach (var part in SweepExtensions.Parts(spec))
        {
            if (Build(part, out fault) is not { } grid)
            {
                return null;
            }

            later.Add(grid);
        }

        var builder = new GridBuilder(spec);
        var blocks = builder.Blocks(out fault);
        if (fault is not null)
        {
            return null;
        }

        var count = blocks.Aggregate((Int128)spec.Seeds.Count, (product, block) => Int128.Min(product * block.Count, long.MaxValue));
        if (count > Grid.MostTrials)
        {
            fault = new(-1, $"the grid has {(count == long.MaxValue ? "far " : $"{count:N0} trials, ")}more than {Grid.MostTrials:N0} trials", "vary fewer parameters, or add constraints");
            return null;
        }

        if ((long)count + later.Sum(part => part.Count) > Grid.MostTrials)
        {
            fault = new(-1, $"the grid would have more than {Grid.MostTrials:N0} trials", "add fewer values");
            return null;
        }

        return new Grid(spec, blocks, (long)count, later);
    }

    private List<GridBlock> Blocks(out GridFault? fault)
    {
        fault = null;
        var blocks = new List<GridBlock>();
        if (_checks.FirstOrDefault(check => check.Axes.Count == 0 && !check.Holds(new int[_radices.Length])) is { } never)
        {
            fault = new(never.Constraint, "no trial satisfies it", Loosen);
            return blocks;
        }

        foreach (var axes in Groups())
        {
            var checks = _checks.Where(check => check.Axes.Count > 0 && axes.Contains(check.Axes[0])).ToList();
            blocks.Add(checks.Count == 0 ? GridBlock.Free(axes[0], _radices[axes[0]]) : Search(axes, checks, out fault));
            if (fault is not null)
            {
                return blocks;
            }
        }

        return blocks;
    }

    private GridBlock Search(int[] axes, List<GridCheck> checks, out GridFault? fault)
    {
        int[] radices = [.. axes.Select(axis => _radices[axis])];
        var codes = radices.Aggregate((UInt128)1, (product, radix) => UInt128.Min(product * (UInt128)radix, ulong.MaxValue));
        var search = new GridSearch(axes, radices, checks, _radices.Length);
        var block = GridBlock.Listed(axes, radices, (ulong)codes, search.Valid());
        fault = search.GaveUp || codes == ulong.MaxValue ? TooMany(axes)
            : block.Count == 0 ? Impossible(axes, radices, checks)
            : null;
        return block;
    }

    private GridFault TooMany(int[] axes) => new(
        -1,
        $"the conditions and constraints tie together {string.Join(", ", axes.Select(axis => _spec.Axes[axis].Name))}: more than {GridSearch.MostTried:N0} combinations to try",
        "take fewer values, or tie fewer parameters together");

    private GridFault Impossible(int[] axes, int[] radices, List<GridCheck> checks)
    {
        var conditions = checks.Where(check => check.Constraint < 0).ToList();
        var constraints = checks.Where(check => check.Constraint >= 0).ToList();
        long tried = 0;
        foreach (var constraint in constraints.TakeWhile(_ => tried < MostTriedForBlame))
        {
            var search = new GridSearch(axes, radices, conditions.Append(constraint), _radices.Length);
            if (!search.Valid().Any() && !search.GaveUp)
            {
                return new(constraint.Constraint, "no trial satisfies it", Loosen);
            }

            tried += search.Tried;
        }

        return new(-1, $"no trial satisfies these constraints together: {string.Join("; ", constraints.Select(check => _spec.Constraints[check.Constraint]))}", "loosen one, or give their parameters other values");
    }

    // Union-find over the axes that vary: a check ties together all that it speaks of. A constant ties nothing.
    private IEnumerable<int[]> Groups()
    {
        int[] parents = [.. Enumerable.Range(0, _radices.Length)];
        foreach (var check in _checks)
        {
            for (var other = 1; other < check.Axes.Count; other++)
            {
                parents[Root(check.Axes[other])] = Root(check.Axes[0]);
            }
        }

        return Enumerable.Range(0, _radices.Length).GroupBy(Root).Select(group => group.Order().ToArray()).OrderBy(group => group[0]);

        int Root(int axis) => parents[axis] == axis ? axis : parents[axis] = Root(parents[axis]);
    }

    private void AddCondition(ExpressionCompiler compiler, int axis)
    {
        if (_spec.Axes[axis].Condition is { } condition)
        {
            var syntax = Read(condition);
            var holds = compiler.Compile(syntax);
            var off = _spec.Axes[axis].Values.Count;
            _checks.Add(new(Varying([axis, .. compiler.AxesOf(syntax)]), -1, digits => holds(digits) == (digits[axis] != off)));
        }
    }

    private int[] Varying(IEnumerable<int> axes) => [.. axes.Where(axis => _radices[axis] > 1).Distinct()];

    private static Syntax Read(string expression) =>
        ExpressionParser.Read(expression, out var fault) ?? throw new ArgumentException($"'{expression}': {fault!.Problem}", nameof(expression));
}
