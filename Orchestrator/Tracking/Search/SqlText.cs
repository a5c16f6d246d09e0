using System.Globalization;
using System.Text.Json;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Search;

/// <summary>A piece of SQL with the values of its parameters; nothing that a caller sent stands in the text.</summary>
internal sealed record SqlText(string Sql, IReadOnlyList<SqlValue> Values);

/// <summary>Puts SQL together and numbers its parameters.</summary>
internal sealed class SqlBuilder
{
    private readonly List<SqlValue> _values = [];

    public IReadOnlyList<SqlValue> Values => _values;

    /// <summary>The placeholder of a new parameter.</summary>
    public string Bind(SqlValue value)
    {
        _values.Add(value);
        return "?" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }

    public string Compare(string column, Comparator comparator, double value) => $"{column} {Symbol(comparator)} {Bind(value)}";

    /// <summary>LIKE tells case, by the session's setting; ILIKE does not, for ASCII letters.</summary>
    public string Compare(string column, Comparator comparator, string text) => comparator switch
    {
        Comparator.Like => $"{column} LIKE {Bind(text)}",
        Comparator.ILike => $"lower({column}) LIKE lower({Bind(text)})",
        _ => $"{column} {Symbol(comparator)} {Bind(text)}",
    };

    public string Among(string column, bool negated, IEnumerable<string> texts) =>
        $"{column} {(negated ? "NOT IN" : "IN")} (SELECT value FROM json_each({Bind(JsonSerializer.Serialize(texts.ToList(), RunIdsJson.Default.ListString))}))";

    public string Among(string column, IReadOnlyList<long> numbers) => numbers.Count == 1
        // One experiment is the common case, and with an equality the index gives the order too.
        ? $"{column} = {Bind(numbers[0])}"
        : $"{column} IN (SELECT value FROM json_each({Bind(JsonSerializer.Serialize(numbers.ToList(), RunIdsJson.Default.ListInt64))}))";

    private static string Symbol(Comparator comparator) => comparator switch
    {
        Comparator.Equal => "=",
        Comparator.NotEqual => "!=",
        Comparator.Greater => ">",
        Comparator.GreaterOrEqual => ">=",
        Comparator.Less => "<",
        Comparator.LessOrEqual => "<=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparator), comparator, "no symbol"),
    };
}
