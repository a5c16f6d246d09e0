using System.Globalization;

namespace Orchestrator.Sweeps;

/// <summary>Which sweep a file means: the same file the same sweep, unless a fresh one is asked for. Pure.</summary>
public static class SweepIds
{
    /// <param name="id">The id that the file's content gives.</param>
    /// <param name="known">Every sweep there is.</param>
    /// <param name="fresh">A new sweep is wanted, even though there is one already: it gets the next number behind its id.</param>
    /// <returns>The sweep's id, and whether it exists.</returns>
    public static (string Id, bool Known) Choose(string id, IEnumerable<string> known, bool fresh)
    {
        var newest = known.Select(candidate => Number(id, candidate)).DefaultIfEmpty(0).Max();
        return newest == 0 ? (id, false)
            : fresh ? (Numbered(id, newest + 1), false)
            : (Numbered(id, newest), true);
    }

    // 1 for the id itself, n for "id-n", 0 for another sweep.
    private static int Number(string id, string candidate) =>
        candidate == id ? 1
        : candidate.StartsWith(id + "-", StringComparison.Ordinal) && int.TryParse(candidate.AsSpan(id.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n
        : 0;

    private static string Numbered(string id, int number) => number == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{number}");
}
