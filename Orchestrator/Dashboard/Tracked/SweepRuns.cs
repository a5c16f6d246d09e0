using System.Globalization;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Dashboard.Tracked;

/// <summary>A trial's run in our tracking store.</summary>
/// <param name="Original">The run that holds the pictures of a trial that another has answered; null where that is the trial's own.</param>
internal sealed record TrialRun(int Trial, string Run, string? Original);

/// <summary>Finds the runs of a sweep's trials.</summary>
internal static class SweepRuns
{
    /// <summary>The newest run of each trial, in the trials' order.</summary>
    public static IReadOnlyList<TrialRun> Of(Session session, string experiment, string sweep)
    {
        var newest = new SortedDictionary<int, TrialRun>();
        // By way of the experiment's runs: their tags are looked up, not searched for.
        session.All(
            $"""
            SELECT runs.run_uuid, trial.value, original.value FROM runs
            JOIN tags sweep ON sweep.run_uuid = runs.run_uuid AND sweep.key = '{SweepTags.Sweep}' AND sweep.value = ?2
            JOIN tags trial ON trial.run_uuid = runs.run_uuid AND trial.key = '{SweepTags.Trial}'
            LEFT JOIN tags original ON original.run_uuid = runs.run_uuid AND original.key = '{SweepTags.ReusedRun}'
            WHERE runs.experiment_id = CAST(?1 AS INTEGER) AND runs.lifecycle_stage = 'active' ORDER BY runs.start_time, runs.rowid
            """,
            row =>
            {
                if (int.TryParse(row.Text(1), NumberStyles.None, CultureInfo.InvariantCulture, out var trial))
                {
                    newest[trial] = new TrialRun(trial, row.Text(0), row.TextOrNull(2));
                }

                return 0;
            },
            experiment, sweep);
        return [.. newest.Values];
    }

    /// <summary>The newest run of one trial; null where it has none.</summary>
    public static TrialRun? OfTrial(Session session, string experiment, string sweep, int trial) => session.First(
        $"""
        SELECT runs.run_uuid, original.value FROM tags trial
        JOIN tags sweep ON sweep.run_uuid = trial.run_uuid AND sweep.key = '{SweepTags.Sweep}' AND sweep.value = ?2
        JOIN runs ON runs.run_uuid = trial.run_uuid AND runs.experiment_id = CAST(?1 AS INTEGER) AND runs.lifecycle_stage = 'active'
        LEFT JOIN tags original ON original.run_uuid = trial.run_uuid AND original.key = '{SweepTags.ReusedRun}'
        WHERE trial.key = '{SweepTags.Trial}' AND trial.value = ?3 ORDER BY runs.start_time DESC, runs.rowid DESC LIMIT 1
        """,
        row => new TrialRun(trial, row.Text(0), row.TextOrNull(1)),
        experiment, sweep, trial.ToString(CultureInfo.InvariantCulture));
}
