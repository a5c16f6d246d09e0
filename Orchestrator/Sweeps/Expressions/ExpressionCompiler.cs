using Shared.Trials;

namespace Orchestrator.Sweeps.Expressions;

/// <summary>
/// Turns a checked expression into a function of a digit vector (one digit an axis, see <see cref="Grid"/>). Every value is looked up beforehand as a double,
/// texts by a number of their own, so that an evaluation neither allocates nor compares texts. Whole numbers beyond 2^53 are compared as doubles;
/// a division by zero gives infinity or no number, as everywhere in IEEE 754.
/// </summary>
public sealed class ExpressionCompiler(IReadOnlyList<Axis> axes)
{
    private readonly Dictionary<string, double> _texts = [];
    private readonly Dictionary<string, int> _axes = axes.Select((axis, index) => (axis.Name, index)).ToDictionary();

    /// <exception cref="ArgumentException">The expression was not checked: it can't be read, or names no axis.</exception>
    public Func<int[], bool> Compile(Syntax syntax) => Truth(syntax);

    /// <summary>The axes that an expression mentions.</summary>
    public IReadOnlyList<int> AxesOf(Syntax syntax) => [.. syntax.Names().Select(AxisOf)];

    private Func<int[], bool> Truth(Syntax syntax)
    {
        switch (syntax)
        {
            case Unary { Operation: Operation.Not } unary:
                var operand = Truth(unary.Operand);
                return digits => !operand(digits);
            case Binary { Operation: Operation.And } binary:
                var (first, second) = (Truth(binary.Left), Truth(binary.Right));
                return digits => first(digits) && second(digits);
            case Binary { Operation: Operation.Or } binary:
                var (either, other) = (Truth(binary.Left), Truth(binary.Right));
                return digits => either(digits) || other(digits);
            case Binary { Operation: < Operation.Add } binary:
                return Comparison(binary.Operation, Number(binary.Left), Number(binary.Right));
            case Membership membership:
                return Contained(Number(membership.Item), [.. membership.Set.Select(Number)], membership.Negated);
            default:
                var value = Number(syntax);
                return digits => value(digits) != 0;
        }
    }

    private Func<int[], double> Number(Syntax syntax)
    {
        switch (syntax)
        {
            case Literal literal:
                var constant = AsNumber(literal.Value);
                return _ => constant;
            case Name name:
                var axis = AxisOf(name.Text);
                double[] values = [.. axes[axis].Values.Append(axes[axis].Default).Select(AsNumber)];
                return digits => values[digits[axis]];
            case Unary { Operation: Operation.Negate } unary:
                var operand = Number(unary.Operand);
                return digits => -operand(digits);
            case Binary { Operation: >= Operation.Add } binary:
                return Arithmetic(binary.Operation, Number(binary.Left), Number(binary.Right));
            default:
                var truth = Truth(syntax);
                return digits => truth(digits) ? 1 : 0;
        }
    }

    private static Func<int[], bool> Comparison(Operation word, Func<int[], double> left, Func<int[], double> right) => word switch
    {
        Operation.Equal => digits => left(digits) == right(digits),
        Operation.NotEqual => digits => left(digits) != right(digits),
        Operation.Less => digits => left(digits) < right(digits),
        Operation.LessOrEqual => digits => left(digits) <= right(digits),
        Operation.Greater => digits => left(digits) > right(digits),
        Operation.GreaterOrEqual => digits => left(digits) >= right(digits),
        _ => throw new ArgumentException($"{word} compares nothing", nameof(word)),
    };

    private static Func<int[], double> Arithmetic(Operation word, Func<int[], double> left, Func<int[], double> right) => word switch
    {
        Operation.Add => digits => left(digits) + right(digits),
        Operation.Subtract => digits => left(digits) - right(digits),
        Operation.Multiply => digits => left(digits) * right(digits),
        Operation.Divide => digits => left(digits) / right(digits),
        Operation.Remainder => digits => left(digits) % right(digits),
        _ => throw new ArgumentException($"{word} calculates nothing", nameof(word)),
    };

    private static Func<int[], bool> Contained(Func<int[], double> item, Func<int[], double>[] set, bool negated) => digits =>
    {
        var wanted = item(digits);
        foreach (var member in set)
        {
            if (member(digits) == wanted)
            {
                return !negated;
            }
        }

        return negated;
    };

    private double AsNumber(ParameterValue value)
    {
        switch (value.Kind)
        {
            case ParameterKind.Boolean:
                return value.AsBoolean() ? 1 : 0;
            case ParameterKind.Text:
                _texts.TryAdd(value.AsText(), _texts.Count);
                return _texts[value.AsText()];
            default:
                return value.AsNumber();
        }
    }

    private int AxisOf(string name) =>
        _axes.TryGetValue(name, out var axis) ? axis : throw new ArgumentException($"no axis is called '{name}'", nameof(name));
}
