using System.Globalization;
using Orchestrator.Tracking.Search;

namespace Tests.Tracking;

/// <summary>Writes filters and orderings down in one of the many ways that MLflow's search language has, drawn by chance.</summary>
internal sealed class SearchSpelling(int seed)
{
    private static readonly Dictionary<string, string[]> Entities = new()
    {
        ["metrics"] = ["metrics.", "metric."],
        ["params"] = ["params.", "param.", "parameters.", "parameter."],
        ["tags"] = ["tags.", "tag."],
        ["datasets"] = ["datasets.", "dataset."],
        ["attributes"] = ["", "attributes.", "attribute.", "attr.", "run."],
    };

    private static readonly Dictionary<string, string[]> Attributes = new()
    {
        ["start_time"] = ["start_time", "created", "Created"],
        ["run_name"] = ["run_name", "run name", "Run name", "Run Name"],
    };

    private readonly Random _random = new(seed);

    public string Filter(IEnumerable<Comparison> filter) => string.Join(Keyword(" AND "), filter.Select(Comparison));

    public string Order(Ordering ordering) => Key(ordering.Key) + (ordering.Descending ? Keyword(" DESC") : One("", Keyword(" ASC")));

    private string Comparison(Comparison comparison) =>
        One("", " ") + Key(comparison.Key) + Symbol(comparison.Comparator) + Operand(comparison.Operand) + One("", " ", "\n");

    private string Key(SearchKey key)
    {
        var name = key.Entity == "attributes" && Attributes.TryGetValue(key.Name, out var spellings) ? One(spellings) : key.Name;
        var quoted = One($"`{name}`", $"\"{name}\"");
        return One(Entities[key.Entity!]) + (name.Contains(' ', StringComparison.Ordinal) ? quoted : One(name, name, quoted));
    }

    private string Symbol(Comparator comparator) => comparator switch
    {
        Comparator.Equal => One("=", " = "),
        Comparator.NotEqual => One("!=", " != ", "<>"),
        Comparator.Greater => One(">", " > "),
        Comparator.GreaterOrEqual => One(">=", " >= "),
        Comparator.Less => One("<", " < "),
        Comparator.LessOrEqual => One("<=", " <= "),
        Comparator.Like => Keyword(" LIKE "),
        Comparator.ILike => Keyword(" ILIKE "),
        Comparator.In => Keyword(" IN "),
        _ => Keyword(" NOT IN "),
    };

    private string Operand(Operand operand) => operand switch
    {
        Operand.Number { Value: var value } => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : value > 0 ? "1e999" : "-1e999",
        Operand.Text { Value: var text } => Quoted(text),
        Operand.Texts { Values: var texts } => $"({string.Join(One(",", ", "), texts.Select(Quoted))})",
        _ => throw new ArgumentOutOfRangeException(nameof(operand), operand, "no operand"),
    };

    private string Quoted(string text) => One(
        $"'{text.Replace("'", "''", StringComparison.Ordinal)}'", $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    private string Keyword(string word) => One(word, word.ToLowerInvariant());

    private string One(params ReadOnlySpan<string> spellings) => spellings[_random.Next(spellings.Length)];
}
