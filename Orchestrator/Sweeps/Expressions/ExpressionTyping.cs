using Shared.Trials;

namespace Orchestrator.Sweeps.Expressions;

/// <summary>Finds what is wrong with an expression before it is evaluated: unknown names, operands of the wrong kind, texts that a parameter never takes.</summary>
public sealed class ExpressionTyping(ExpressionScope scope)
{
    private readonly List<ExpressionFault> _faults = [];

    private enum Sort
    {
        Unknown,
        Number,
        Text,
        Truth,
    }

    /// <summary>The faults of an expression that must be true or false.</summary>
    public static IReadOnlyList<ExpressionFault> Check(Syntax syntax, ExpressionScope scope)
    {
        var typing = new ExpressionTyping(scope);
        typing.Expect(Sort.Truth, syntax, "must be true or false", "compare it with something");
        return typing._faults;
    }

    private Sort Of(Syntax syntax) => syntax switch
    {
        Literal literal => SortOf(literal.Value.Kind),
        Name name => OfName(name),
        Unary { Operation: Operation.Not } unary => Result(Sort.Truth, () => Expect(Sort.Truth, unary.Operand, "'not' needs a condition")),
        Unary unary => Result(Sort.Number, () => Expect(Sort.Number, unary.Operand, "'-' needs a number")),
        Binary { Operation: Operation.And or Operation.Or } binary => OfLogic(binary),
        Binary { Operation: >= Operation.Add } binary => OfArithmetic(binary),
        Binary binary => Result(Sort.Truth, () => Compare(binary)),
        Membership membership => Result(Sort.Truth, () => Contain(membership)),
        _ => throw new InvalidOperationException($"no typing rule for {syntax.GetType().Name}"),
    };

    private Sort OfName(Name name)
    {
        if (scope.KindOf(name.Text) is { } kind)
        {
            return SortOf(kind);
        }

        _faults.Add(name.Text == "seed"
            ? new(name.Position, "seeds can't be part of an expression", "every seed runs at every grid point")
            : new(name.Position, $"no parameter is called '{name.Text}'", $"{Nearest.Cure(name.Text, scope.Names)}; quote it if it is a text"));
        return Sort.Unknown;
    }

    private Sort OfLogic(Binary binary)
    {
        var word = binary.Operation == Operation.And ? "'and'" : "'or'";
        Expect(Sort.Truth, binary.Left, $"{word} joins conditions");
        Expect(Sort.Truth, binary.Right, $"{word} joins conditions");
        return Sort.Truth;
    }

    private Sort OfArithmetic(Binary binary)
    {
        Expect(Sort.Number, binary.Left, "only numbers can be calculated with");
        Expect(Sort.Number, binary.Right, "only numbers can be calculated with");
        return Sort.Number;
    }

    private void Compare(Binary binary)
    {
        var (left, right) = (Of(binary.Left), Of(binary.Right));
        SameSort(binary.Position, left, right);
        if (binary.Operation is not (Operation.Equal or Operation.NotEqual) && (left is Sort.Text or Sort.Truth || right is Sort.Text or Sort.Truth))
        {
            _faults.Add(new(binary.Position, "only numbers have an order", "compare with == or !="));
        }

        KnownChoice(binary.Left, binary.Right);
        KnownChoice(binary.Right, binary.Left);
    }

    private void Contain(Membership membership)
    {
        var item = Of(membership.Item);
        if (membership.Set.Count == 0)
        {
            _faults.Add(new(membership.Position, "the list after 'in' is empty"));
        }

        foreach (var member in membership.Set)
        {
            SameSort(member.Position, item, Of(member));
            KnownChoice(membership.Item, member);
        }
    }

    private void SameSort(int position, Sort left, Sort right)
    {
        if (left != right && left != Sort.Unknown && right != Sort.Unknown)
        {
            _faults.Add(new(position, $"{Say(left)} can't be compared with {Say(right)}"));
        }
    }

    private void KnownChoice(Syntax parameter, Syntax value)
    {
        if (parameter is Name name && value is Literal { Value.Kind: ParameterKind.Text } literal
            && scope.ChoicesOf(name.Text) is { } choices && !choices.Contains(literal.Value.AsText()))
        {
            _faults.Add(new(literal.Position, $"{name.Text} is never '{literal.Value}'", Nearest.Cure(literal.Value.AsText(), choices)));
        }
    }

    private void Expect(Sort wanted, Syntax syntax, string problem, string? cure = null)
    {
        var sort = Of(syntax);
        if (sort != wanted && sort != Sort.Unknown)
        {
            _faults.Add(new(syntax.Position, $"{problem}, and this is {Say(sort)}", cure));
        }
    }

    private static Sort Result(Sort sort, Action check)
    {
        check();
        return sort;
    }

    private static Sort SortOf(ParameterKind kind) => kind switch
    {
        ParameterKind.Text => Sort.Text,
        ParameterKind.Boolean => Sort.Truth,
        _ => Sort.Number,
    };

    private static string Say(Sort sort) => sort switch
    {
        Sort.Text => "a text",
        Sort.Truth => "true or false",
        _ => "a number",
    };
}
