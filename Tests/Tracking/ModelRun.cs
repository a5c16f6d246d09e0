using System.Text;
using Orchestrator.Tracking.Search;
using Shared.Mlflow;

namespace Tests.Tracking;

/// <summary>A run in plain memory, which can tell by itself whether a filter finds it and where an ordering puts it.</summary>
/// <param name="Datasets">Name, digest and context.</param>
internal sealed record ModelRun(
    string Id,
    string Name,
    string UserId,
    RunStatus Status,
    long StartTime,
    long? EndTime,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, string> Params,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<(string Name, string Digest, string? Context)> Datasets)
{
    /// <summary>The key by its first spelling: plural entity, attributes said to be such.</summary>
    public static SearchKey Canonical(SearchKey key) => key.Entity switch
    {
        "metric" or "metrics" => new SearchKey("metrics", key.Name),
        "param" or "params" or "parameter" or "parameters" => new SearchKey("params", key.Name),
        "tag" or "tags" => new SearchKey("tags", key.Name),
        "dataset" or "datasets" => new SearchKey("datasets", key.Name),
        _ => new SearchKey("attributes", key.Name is "created" or "Created" ? "start_time" : key.Name.Replace(' ', '_').ToLowerInvariant()),
    };

    public override string ToString() =>
        $"{Id}: {Name}, {UserId}, {Status}, {StartTime} to {EndTime}; {string.Join(' ', Metrics)}; {string.Join(' ', Params)}; {string.Join(' ', Tags)}; {string.Join(' ', Datasets)}";

    /// <summary>A run that lacks the key does not match; of several data sets one must.</summary>
    public bool Matches(Comparison comparison) => Canonical(comparison.Key) switch
    {
        { Entity: "metrics", Name: var name } => Metrics.TryGetValue(name, out var value) && Holds(Stored(value), comparison),
        { Entity: "params", Name: var name } => Params.TryGetValue(name, out var text) && Holds(text, comparison),
        { Entity: "tags", Name: var name } => Tags.TryGetValue(name, out var text) && Holds(text, comparison),
        { Entity: "datasets", Name: var part } => Datasets.Any(dataset => PartOf(dataset, part) is { } text && Holds(text, comparison)),
        { Name: "start_time" } => Holds(StartTime, comparison),
        { Name: "end_time" } => EndTime is { } time && Holds(time, comparison),
        { Name: var name } => Holds(Attribute(name), comparison),
    };

    /// <summary>The runs as an ordering has them: without the key last, NaN before those; then the newest first, then by id.</summary>
    public static IEnumerable<ModelRun> Ordered(IEnumerable<ModelRun> runs, IReadOnlyList<Ordering> orderings)
    {
        var ordered = runs.OrderBy(_ => 0);
        foreach (var ordering in orderings)
        {
            var key = Canonical(ordering.Key);
            ordered = ordered.ThenBy(run => run.Rank(key));
            var isText = key.Entity is "params" or "tags" || (key.Entity == "attributes" && key.Name is not ("start_time" or "end_time"));
            ordered = (isText, ordering.Descending) switch
            {
                (true, false) => ordered.ThenBy(run => run.TextOf(key), Comparer<string?>.Create(Bytewise)),
                (true, true) => ordered.ThenByDescending(run => run.TextOf(key), Comparer<string?>.Create(Bytewise)),
                (false, false) => ordered.ThenBy(run => run.NumberOf(key)),
                _ => ordered.ThenByDescending(run => run.NumberOf(key)),
            };
        }
        return ordered.ThenByDescending(run => run.StartTime).ThenBy(run => run.Id, StringComparer.Ordinal);
    }

    // NaN is kept as 0, infinities as the greatest numbers there are.
    private static double Stored(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, double.MinValue, double.MaxValue);

    private static bool Holds(double value, Comparison comparison)
    {
        var other = ((Operand.Number)comparison.Operand).Value;
        return comparison.Comparator switch
        {
            Comparator.Equal => value == other,
            Comparator.NotEqual => value != other,
            Comparator.Greater => value > other,
            Comparator.GreaterOrEqual => value >= other,
            Comparator.Less => value < other,
            Comparator.LessOrEqual => value <= other,
            var comparator => throw new ArgumentOutOfRangeException(nameof(comparison), comparator, "not of numbers"),
        };
    }

    private static bool Holds(string text, Comparison comparison) => (comparison.Comparator, comparison.Operand) switch
    {
        (Comparator.Equal, Operand.Text other) => text == other.Value,
        (Comparator.NotEqual, Operand.Text other) => text != other.Value,
        (Comparator.Like, Operand.Text pattern) => IsLike([.. text.EnumerateRunes()], [.. pattern.Value.EnumerateRunes()]),
        (Comparator.ILike, Operand.Text pattern) => IsLike([.. Lower(text).EnumerateRunes()], [.. Lower(pattern.Value).EnumerateRunes()]),
        (Comparator.In, Operand.Texts others) => others.Values.Contains(text),
        (Comparator.NotIn, Operand.Texts others) => !others.Values.Contains(text),
        var (comparator, _) => throw new ArgumentOutOfRangeException(nameof(comparison), comparator, "not of texts"),
    };

    private static bool IsLike(ReadOnlySpan<Rune> text, ReadOnlySpan<Rune> pattern) => pattern switch
    {
        [] => text.IsEmpty,
        [{ Value: '%' }, .. var rest] => IsLike(text, rest) || (!text.IsEmpty && IsLike(text[1..], pattern)),
        [var first, .. var rest] => !text.IsEmpty && (first.Value == '_' || first == text[0]) && IsLike(text[1..], rest),
    };

    // SQLite's lower() knows ASCII's letters alone.
    private static string Lower(string text) => string.Concat(text.Select(character => char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character));

    private static int Bytewise(string? one, string? other) => Encoding.UTF8.GetBytes(one ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other ?? ""));

    private static string? PartOf((string Name, string Digest, string? Context) dataset, string part) => part switch
    {
        "name" => dataset.Name,
        "digest" => dataset.Digest,
        _ => dataset.Context,
    };

    private string Attribute(string name) => name switch
    {
        "run_id" => Id,
        "run_name" => Name,
        "status" => Status.ToString().ToUpperInvariant(),
        "user_id" => UserId,
        "artifact_uri" => $"s3://there/{Id}/artifacts",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no attribute"),
    };

    private int Rank(SearchKey key) => key switch
    {
        { Entity: "metrics" } => Metrics.TryGetValue(key.Name, out var value) ? double.IsNaN(value) ? 1 : 0 : 2,
        { Name: "end_time", Entity: "attributes" } => EndTime is null ? 1 : 0,
        { Name: "start_time", Entity: "attributes" } => 0,
        _ => TextOf(key) is null ? 1 : 0,
    };

    private string? TextOf(SearchKey key) => key.Entity switch
    {
        "params" => Params.GetValueOrDefault(key.Name),
        "tags" => Tags.GetValueOrDefault(key.Name),
        _ => Attribute(key.Name),
    };

    private double NumberOf(SearchKey key) => key switch
    {
        { Entity: "metrics" } => Metrics.TryGetValue(key.Name, out var value) ? Stored(value) : 0,
        { Name: "start_time" } => StartTime,
        _ => EndTime ?? 0,
    };
}
