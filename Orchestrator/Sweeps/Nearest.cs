namespace Orchestrator.Sweeps;

/// <summary>Suggests the name that was probably meant.</summary>
public static class Nearest
{
    private const int LongestList = 12;

    /// <summary>The candidate at the smallest edit distance if that is near enough to be a slip of the pen; ties go to the first.</summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        // Names far longer than any candidate can't be a slip, and the distance costs the product of both lengths.
        if (name.Length > 200)
        {
            return null;
        }

        var (best, least) = (default(string), int.MaxValue);
        foreach (var candidate in candidates)
        {
            var most = Math.Max(1, Math.Max(name.Length, candidate.Length) * 2 / 5);
            var distance = Math.Abs(name.Length - candidate.Length) > most ? int.MaxValue : Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance <= most && distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>What to tell a person: the nearest name, or else which names there are.</summary>
    public static string Cure(string name, IEnumerable<string> candidates)
    {
        var all = candidates.ToList();
        return To(name, all) is { } nearest ? $"did you mean '{nearest}'?"
            : all.Count == 0 ? "there is none"
            : $"known: {string.Join(", ", all.Take(LongestList))}{(all.Count > LongestList ? ", …" : "")}";
    }

    // Optimal string alignment: one for each letter put in, left out, changed, or swapped with its neighbour.
    private static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Step(rows, one, other, i, j);
            }
        }

        return rows[one.Length, other.Length];
    }

    private static int Step(int[,] rows, string one, string other, int i, int j)
    {
        var change = rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
        var best = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        return i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
    }
}
