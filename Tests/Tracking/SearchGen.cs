using System.Globalization;
using CsCheck;
using Orchestrator.Tracking.Search;
using Shared.Mlflow;

namespace Tests.Tracking;

/// <summary>Random runs, and random filters and orderings in every spelling, over few enough keys and values that they often meet.</summary>
internal static class SearchGen
{
    private const int MostRuns = 6;

    // The last one's tag has an index of its own, and a condition of its own.
    private static readonly Gen<string> Keys = Gen.OneOf("a", "odd key/b", SweepTags.Trial);
    private static readonly Gen<string> Texts = Gen.OneOf("x", "X", "xy", "ä", "𝒳y", "it's \"so\"");
    private static readonly Gen<string> Patterns = Gen.OneOf(Texts, Gen.OneOf("", "%", "_", "x%", "X_", "%y", "Ä", "%'%", "f%", "S3://%/artifacts"));
    private static readonly Gen<double> Numbers = Gen.OneOf(0, -0.0, 1, 2, 0.5, 1e-7, -3);
    private static readonly Gen<double> Edges = Gen.OneOf(double.MaxValue, double.PositiveInfinity, double.NegativeInfinity);
    private static readonly Gen<string> Ids = Gen.Int[0, MostRuns].Select(index => index.ToString(CultureInfo.InvariantCulture));

    private static readonly Comparator[] OfNumbers =
        [Comparator.Equal, Comparator.NotEqual, Comparator.Greater, Comparator.GreaterOrEqual, Comparator.Less, Comparator.LessOrEqual];

    private static readonly Comparator[] OfTexts = [Comparator.Equal, Comparator.NotEqual, Comparator.Like, Comparator.ILike];

    private static readonly Gen<SearchKey> NumberKeys = Gen.OneOf(
        Keys.Select(key => new SearchKey("metrics", key)), Gen.OneOf("start_time", "end_time").Select(key => new SearchKey("attributes", key)));

    private static readonly Gen<SearchKey> TextKeys = Gen.OneOf(
        Gen.Select(Gen.OneOf("params", "tags"), Keys, (entity, key) => new SearchKey(entity, key)),
        Gen.OneOf("run_name", "status", "user_id", "artifact_uri", "run_id").Select(key => new SearchKey("attributes", key)));

    private static readonly Gen<SearchKey> DatasetKeys = Gen.OneOf("name", "digest", "context").Select(key => new SearchKey("datasets", key));

    /// <summary>Runs that have no ids yet.</summary>
    public static readonly Gen<ModelRun[]> Runs = Gen.Select(
        Gen.Select(Texts, Texts, Gen.Enum<RunStatus>(), Gen.Int[0, 3], Gen.Int[-1, 3]),
        Gen.Select(Keys, Gen.OneOf(Numbers, Edges, Gen.Const(double.NaN))).Array[1, 5],
        Gen.Select(Keys, Texts).Array[1, 5],
        Gen.Select(Keys, Texts).Array[1, 5],
        Gen.Select(Texts, Gen.OneOf("d1", "d2"), Gen.Null(Texts)).Array[0, 3],
        (info, metrics, parameters, tags, datasets) => new ModelRun(
            "",
            info.Item1,
            info.Item2,
            info.Item3,
            info.Item4,
            info.Item5 < 0 ? null : info.Item5,
            Dictionary(metrics),
            Dictionary(parameters),
            Dictionary([.. tags, ("mlflow.runName", info.Item1)]),
            [.. datasets.DistinctBy(dataset => (dataset.Item1, dataset.Item2))])).Array[3, MostRuns];

    /// <summary>Comparisons in their first spelling; runs' ids in them are indexes.</summary>
    public static readonly Gen<Comparison[]> Filters = Gen.Frequency(
        (1, Comparisons().Array[0, 0]), (6, Comparisons().Array[1, 1]), (3, Comparisons().Array[2, 2]), (1, Comparisons().Array[3, 4]));

    /// <summary>Orderings in their first spelling, no key twice.</summary>
    public static readonly Gen<Ordering[]> Orderings = Gen.Select(Gen.OneOf(NumberKeys, TextKeys), Gen.Bool, (key, isDescending) => new Ordering(key, isDescending))
        .Array[0, 3].Select(orderings => orderings.DistinctBy(ordering => ordering.Key).ToArray());

    private static Gen<Comparison> Comparisons() => Gen.OneOf(
        Gen.Select(NumberKeys, Gen.OneOf(OfNumbers), Gen.Frequency((5, Numbers), (1, Edges)), (key, comparator, number) => new Comparison(key, comparator, new Operand.Number(number))),
        Gen.Select(TextKeys, Gen.OneOf(OfTexts), Patterns, (key, comparator, text) => new Comparison(key, comparator, new Operand.Text(text))),
        Gen.Select(DatasetKeys, Gen.OneOf(OfTexts), Patterns, (key, comparator, text) => new Comparison(key, comparator, new Operand.Text(text))),
        Gen.Select(DatasetKeys, Gen.OneOf(Comparator.In, Comparator.NotIn), Gen.OneOf(Texts, Gen.OneOf("d1", "d2")).Array[1, 3],
            (key, comparator, texts) => new Comparison(key, comparator, new Operand.Texts(texts))),
        Gen.Select(Gen.OneOf(Comparator.In, Comparator.NotIn), Ids.Array[1, 3], (comparator, ids) => new Comparison(new("attributes", "run_id"), comparator, new Operand.Texts(ids))));

    private static Dictionary<string, T> Dictionary<T>((string, T)[] items) => items.GroupBy(item => item.Item1).ToDictionary(group => group.Key, group => group.Last().Item2);
}
