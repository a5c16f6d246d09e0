namespace Orchestrator.Tracking.Search;

internal enum Comparator
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Like,
    ILike,
    In,
    NotIn,
}

/// <summary>What a filter's key is compared with.</summary>
internal abstract record Operand
{
    public sealed record Number(double Value) : Operand;

    public sealed record Text(string Value) : Operand;

    public sealed record Texts(IReadOnlyList<string> Values) : Operand;
}

/// <summary>A filter's or an ordering's left side: <c>metrics.loss</c> is (metrics, loss), a bare name has no entity.</summary>
internal sealed record SearchKey(string? Entity, string Name)
{
    public override string ToString() => Entity is null ? Name : $"{Entity}.{Name}";
}

/// <summary>One comparison of a filter; a filter is a list of them, which must all hold.</summary>
internal sealed record Comparison(SearchKey Key, Comparator Comparator, Operand Operand);

/// <summary>One key of an ordering.</summary>
internal sealed record Ordering(SearchKey Key, bool Descending);
