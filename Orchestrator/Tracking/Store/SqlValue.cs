namespace Orchestrator.Tracking.Store;

/// <summary>A value bound to a statement, without boxing.</summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlKind kind, long integer, double real, string? text)
    {
        Kind = kind;
        Integer = integer;
        Real = real;
        Text = text;
    }

    public enum SqlKind : byte
    {
        Null,
        Integer,
        Real,
        Text,
    }

    public SqlKind Kind { get; }

    public long Integer { get; }

    public double Real { get; }

    public string? Text { get; }

    public static implicit operator SqlValue(string? text) => text is null ? default : new(SqlKind.Text, 0, 0, text);

    public static implicit operator SqlValue(long integer) => new(SqlKind.Integer, integer, 0, null);

    public static implicit operator SqlValue(long? integer) => integer is { } value ? value : default(SqlValue);

    public static implicit operator SqlValue(double real) => new(SqlKind.Real, 0, real, null);
}
