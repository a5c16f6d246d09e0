using Orchestrator.Sweeps.Expressions;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>
/// Chooses trials by an expression over their parameters, <c>seed</c> and <c>index</c>. Where the experiment has a parameter of one of these names the parameter is meant,
/// and <c>trial</c> stands for the index in any case.
/// </summary>
public sealed class TrialFilter
{
    /// <summary>Characters; a condition that a person types is a line.</summary>
    public const int Longest = 2_000;

    private static readonly string[] IndexNames = ["index", "trial"];

    private readonly Syntax _syntax;
    private readonly string[] _names;

    private TrialFilter(Syntax syntax) => (_syntax, _names) = (syntax, [.. syntax.Names()]);

    /// <summary>The filter, or null and in one line what is wrong with the expression.</summary>
    public static TrialFilter? Read(SweepSpec spec, string expression, out string? fault)
    {
        var axes = spec.Axes.Select(axis => (axis.Name, axis.Default.Kind, (IReadOnlyList<string>?)null)).ToList();
        var own = IndexNames.Append("seed").Where(name => axes.All(axis => axis.Name != name)).Select(name => (name, ParameterKind.Integer, (IReadOnlyList<string>?)null));
        ExpressionFault? unreadable = null;
        var syntax = expression.Length > Longest ? null : ExpressionParser.Read(expression, out unreadable);
        var found = syntax is null ? unreadable : ExpressionTyping.Check(syntax, new ExpressionScope([.. axes, .. own])) is [var first, ..] ? first : null;
        fault = expression.Length > Longest ? $"the expression has more than {Longest:N0} characters"
            : found is null ? null
            : $"'{expression}' at character {found.Position + 1}: {found.Problem}{(found.Cure is null ? "" : $" ({found.Cure})")}";
        return fault is null ? new TrialFilter(syntax!) : null;
    }

    /// <summary>Those of the trials that satisfy the expression, in the same order.</summary>
    public List<int> Choose(Grid grid, IReadOnlyList<int> trials)
    {
        if (trials.Count == 0)
        {
            return [];
        }

        // An axis a name with a value a trial: the digit of every axis is then the trial's place in the list.
        var columns = _names.Select(_ => new ParameterValue[trials.Count]).ToArray();
        for (var place = 0; place < trials.Count; place++)
        {
            var point = grid.At(trials[place]);
            for (var name = 0; name < _names.Length; name++)
            {
                columns[name][place] = ValueOf(point, _names[name]);
            }
        }

        var holds = new ExpressionCompiler([.. _names.Zip(columns, (name, column) => new Axis(name, column, column[0]))]).Compile(_syntax);
        return [.. trials.Where((_, place) => holds([.. Enumerable.Repeat(place, _names.Length)]))];
    }

    private static ParameterValue ValueOf(GridPoint point, string name)
    {
        foreach (var (parameter, value) in point.Parameters)
        {
            if (parameter == name)
            {
                return value;
            }
        }

        return ParameterValue.Of(name == "seed" ? (long)point.Seed : point.Index);
    }
}
