using System.Globalization;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Copying;

/// <summary>What a copied run says of where it comes from: by it a copy that was broken off goes on, and nothing is copied twice.</summary>
internal static class CopyTags
{
    /// <summary>The id of the run that it is a copy of; it is there from the first moment.</summary>
    public const string Source = "experiments.copy.run";

    /// <summary>Status and end of the original when all of it had been copied; set last.</summary>
    public const string Whole = "experiments.copy.whole";

    // Values that are ids of runs, which are others on the other server.
    private static readonly string[] Pointers = [SweepTags.Parent, SweepTags.ReusedRun];

    /// <summary>The state of the original that makes a copy whole; it changes when the original goes on.</summary>
    public static string StateOf(RunInfo info) => string.Create(CultureInfo.InvariantCulture, $"{RunStatusNames.Of(info.Status)} {info.EndTime ?? 0}");

    /// <summary>The original's tags as the copy has them.</summary>
    /// <param name="copies">Originals' ids → copies' ids.</param>
    public static List<MlflowTag> Translate(IEnumerable<MlflowTag> tags, IReadOnlyDictionary<string, string> copies) =>
        [.. tags.Where(tag => tag.Key is not (Source or Whole)).Select(tag => Pointers.Contains(tag.Key) && copies.TryGetValue(tag.Value, out var copy) ? tag with { Value = copy } : tag)];

    public static string? Of(MlflowRun run, string key) => run.Data?.Tags?.FirstOrDefault(tag => tag.Key == key).Value;
}
