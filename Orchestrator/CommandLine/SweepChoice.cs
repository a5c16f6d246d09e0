using System.Globalization;
using Orchestrator.Api;
using Orchestrator.Sweeps;

namespace Orchestrator.CommandLine;

/// <summary>Which sweep a person means.</summary>
public static class SweepChoice
{
    /// <summary>The sweep with this id or name, or the only one whose id begins so.</summary>
    /// <exception cref="RefusalException">None is meant, or more than one; the message names what there is.</exception>
    public static SweepDto Find(IReadOnlyList<SweepDto> sweeps, string text)
    {
        if (sweeps.FirstOrDefault(sweep => sweep.Id == text) is { } exact)
        {
            return exact;
        }

        var named = sweeps.Where(sweep => sweep.Name == text).ToList();
        var meant = named.Count > 0 ? named : [.. sweeps.Where(sweep => text.Length > 0 && sweep.Id.StartsWith(text, StringComparison.Ordinal))];
        return meant switch
        {
            [var only] => only,
            [] when sweeps.Count == 0 => throw new RefusalException($"no sweep '{text}': none was submitted yet"),
            [] => throw new RefusalException($"no sweep '{text}' ({Nearest.Cure(text, sweeps.SelectMany(sweep => new[] { sweep.Name, sweep.Id }).Distinct())})"),
            _ => throw new RefusalException($"'{text}' could be {string.Join(" or ", meant.OrderByDescending(sweep => sweep.SubmittedAt).Select(Described))}: say more of the id"),
        };
    }

    /// <summary>The newest sweep that is not over, or else the newest.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public static SweepDto Newest(IReadOnlyList<SweepDto> sweeps) =>
        sweeps.OrderByDescending(sweep => !SweepStates.Ended(sweep.State)).ThenByDescending(sweep => sweep.SubmittedAt).FirstOrDefault()
        ?? throw new RefusalException("no sweep was submitted yet (see 'submit')");

    // Two that are completed differ in nothing else that a person knows of them.
    private static string Described(SweepDto sweep) => string.Create(CultureInfo.InvariantCulture, $"{sweep.Id} ({sweep.State}, submitted {sweep.SubmittedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC)");

    public static async Task<SweepDto> AskAsync(OrchestratorClient client, string? text, CancellationToken cancellation)
    {
        var sweeps = await client.ListAsync(cancellation);
        return text is null ? Newest(sweeps) : Find(sweeps, text);
    }
}

/// <summary>What a sweep's state means for those who wait for it.</summary>
public static class SweepStates
{
    public static bool Ended(string state) => state is "completed" or "completed_with_failures" or "cancelled";

    /// <summary>The exit code of a command that waited for the sweep's end: success only if every trial finished.</summary>
    public static int ExitCode(SweepDto sweep) => sweep.Trials.Finished == sweep.Trials.Total ? ExitCodes.Success : ExitCodes.TrialsFailed;
}
