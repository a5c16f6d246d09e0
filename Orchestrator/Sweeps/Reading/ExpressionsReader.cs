using Orchestrator.Sweeps.Expressions;
using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads <c>where</c> and <c>constraints</c>: expressions over the experiment's parameters.</summary>
/// <param name="experiment">Whose parameters they may name; null where the file names no known one, then only the grammar is checked.</param>
internal sealed class ExpressionsReader(ExperimentDescription? experiment, SweepFaults faults)
{
    private const int MostConstraints = 100;

    private readonly ExpressionScope? _scope = experiment is null ? null : ExpressionScope.Of(experiment);

    /// <summary>The axes with their conditions.</summary>
    /// <param name="given">The names under <c>parameters</c>: only what varies can be held back.</param>
    public IReadOnlyList<Axis> Conditions(Section? where, IReadOnlyList<string> given, IReadOnlyList<Axis> axes)
    {
        var conditions = new Dictionary<string, (YamlNode Node, string Text, Syntax Syntax)>();
        foreach (var name in where?.Keys ?? [])
        {
            var key = where!.PathOf(name.Text);
            if (!given.Contains(name.Text))
            {
                faults.Add(name, key, $"{name.Text} is not among the parameters of this sweep", given.Count == 0 ? null : Nearest.Cure(name.Text, given));
            }

            if (Read(where.Find(name.Text)!, key) is { } condition)
            {
                conditions[name.Text] = (where.Find(name.Text)!, condition.Text, condition.Syntax);
            }
        }

        RefuseCycles(conditions.ToDictionary(pair => pair.Key, pair => (pair.Value.Node, pair.Value.Syntax.Names())));
        return [.. axes.Select(axis => conditions.TryGetValue(axis.Name, out var condition) ? axis with { Condition = condition.Text } : axis)];
    }

    /// <summary>The constraints with the place of each.</summary>
    public IReadOnlyList<(string Text, YamlScalar Node)> Constraints(YamlNode? node)
    {
        var constraints = new List<(string, YamlScalar)>();
        switch (node)
        {
            case null or YamlBroken:
                break;
            case YamlList { Items.Count: 0 }:
                faults.Add(node, "constraints", "the list is empty", "give at least one expression, or leave the key out");
                break;
            case YamlList list when list.Items.Count > MostConstraints:
                faults.Add(node, "constraints", $"there are {list.Items.Count} constraints, more than {MostConstraints}", "join some with 'and'");
                break;
            case YamlList list:
                constraints.AddRange(list.Items.Select(item => (item, read: Read(item, "constraints"))).Where(pair => pair.read is not null).Select(pair => (pair.read!.Value.Text, (YamlScalar)pair.item)));
                break;
            default:
                faults.Add(node, "constraints", $"a list of expressions is wanted here, not {node.Say}", "write each as a line that starts with '- '");
                break;
        }

        return constraints;
    }

    private (string Text, Syntax Syntax)? Read(YamlNode node, string key)
    {
        if (node is not YamlScalar scalar || ScalarValue.Of(scalar) is not ScalarValue.Words { Text: var text })
        {
            if (node is not YamlBroken)
            {
                faults.Add(node, key, $"an expression is wanted here, not {node.Say}", "such as: filters * noise <= 8");
            }

            return null;
        }

        var syntax = ExpressionParser.Read(text, out var unreadable);
        IReadOnlyList<ExpressionFault> found = syntax is null ? [unreadable!] : _scope is null ? [] : ExpressionTyping.Check(syntax, _scope);
        foreach (var fault in found)
        {
            faults.Add(scalar, scalar.ColumnOf(fault.Position), key, fault.Problem, fault.Cure);
        }

        return syntax is null || found.Count > 0 ? null : (text, syntax);
    }

    private void RefuseCycles(Dictionary<string, (YamlNode Node, IReadOnlyList<string> Names)> conditions)
    {
        var told = new HashSet<string>();
        var names = conditions.ToDictionary(pair => pair.Key, pair => pair.Value.Names);
        foreach (var (name, condition) in conditions)
        {
            if (!told.Contains(name) && CycleFrom(name, names) is { } cycle)
            {
                told.UnionWith(cycle);
                faults.Add(condition.Node, $"where.{name}", $"the condition depends on itself: {string.Join(" → ", cycle)}", "a condition speaks of other parameters");
            }
        }
    }

    // Each condition is followed to the conditions of what it names; only the cycles through the start are its own.
    private static List<string>? CycleFrom(string start, Dictionary<string, IReadOnlyList<string>> names)
    {
        var cameFrom = new Dictionary<string, string>();
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var current))
        {
            foreach (var name in names.GetValueOrDefault(current, []))
            {
                if (name == start)
                {
                    return Path(start, current, cameFrom);
                }

                if (cameFrom.TryAdd(name, current))
                {
                    next.Enqueue(name);
                }
            }
        }

        return null;
    }

    private static List<string> Path(string start, string end, Dictionary<string, string> cameFrom)
    {
        var path = new List<string> { start };
        for (var name = end; name != start; name = cameFrom[name])
        {
            path.Insert(0, name);
        }

        path.Insert(0, start);
        return path;
    }
}
