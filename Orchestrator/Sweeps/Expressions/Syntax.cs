using Shared.Trials;

namespace Orchestrator.Sweeps.Expressions;

/// <summary>An expression as it was written. Positions are characters from the expression's start, from 0.</summary>
public abstract record Syntax(int Position)
{
    /// <summary>The names it mentions, each once, in the order they appear.</summary>
    public IReadOnlyList<string> Names()
    {
        var names = new List<string>();
        Collect(names);
        return names;
    }

    internal abstract void Collect(List<string> names);
}

/// <summary>A number, a text or a truth value.</summary>
public sealed record Literal(int Position, ParameterValue Value) : Syntax(Position)
{
    internal override void Collect(List<string> names)
    {
        // A literal mentions nothing.
    }
}

/// <summary>A parameter.</summary>
public sealed record Name(int Position, string Text) : Syntax(Position)
{
    internal override void Collect(List<string> names)
    {
        if (!names.Contains(Text))
        {
            names.Add(Text);
        }
    }
}

/// <summary><c>-</c> or <c>not</c> before its operand.</summary>
public sealed record Unary(int Position, Operation Operation, Syntax Operand) : Syntax(Position)
{
    internal override void Collect(List<string> names) => Operand.Collect(names);
}

/// <summary>An operator between two operands; the position is the operator's.</summary>
public sealed record Binary(int Position, Operation Operation, Syntax Left, Syntax Right) : Syntax(Position)
{
    internal override void Collect(List<string> names)
    {
        Left.Collect(names);
        Right.Collect(names);
    }
}

/// <summary><c>x in [a, b]</c>, or <c>x not in [a, b]</c>.</summary>
public sealed record Membership(int Position, Syntax Item, IReadOnlyList<Syntax> Set, bool Negated) : Syntax(Position)
{
    internal override void Collect(List<string> names)
    {
        Item.Collect(names);
        foreach (var member in Set)
        {
            member.Collect(names);
        }
    }
}

/// <summary>What an expression can do.</summary>
public enum Operation
{
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Negate,
}

/// <summary>What is wrong with an expression, and at which character (from 0).</summary>
public sealed record ExpressionFault(int Position, string Problem, string? Cure = null);
