using Orchestrator.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>A sweep's trials, best first: the parameters that differ, the objective, state and time; then the reasons of the first failures. Pure.</summary>
public static class TrialTable
{
    public static IRenderable Render(SweepDto sweep, Ranking ranking)
    {
        var parts = new List<IRenderable>();
        if (ranking.Best.Count + ranking.Failed.Count > 0)
        {
            parts.Add(Table(sweep, ranking));
        }

        var hidden = sweep.Trials.Finished + sweep.Trials.Failed - ranking.Best.Count - ranking.Failed.Count;
        if (hidden > 0)
        {
            parts.Add(new Text($"and {Words.Count(hidden)} more"));
        }

        parts.AddRange(ranking.Failed.Select(trial => new Text(Words.Clean($"trial {trial.Index} failed: {trial.Reason ?? "no reason was given"}"), new Style(Color.Red))));
        return new Rows(parts);
    }

    private static Table Table(SweepDto sweep, Ranking ranking)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumn(Column("trial").RightAligned());
        foreach (var axis in sweep.Axes)
        {
            table.AddColumn(Column(axis));
        }

        table.AddColumn(Column(sweep.Objective.Metric).RightAligned()).AddColumn(Column("state")).AddColumn(Column("time").RightAligned());
        foreach (var (trial, rank) in ranking.Best.Concat(ranking.Failed).Select((trial, rank) => (trial, rank)))
        {
            var style = trial.State == "failed" ? new Style(Color.Red) : rank == 0 ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(Cells(trial, sweep).Select(cell => new Text(Words.Clean(cell), style)));
        }

        return table;
    }

    private static IEnumerable<string> Cells(TrialDto trial, SweepDto sweep) =>
    [
        $"{trial.Index}",
        .. sweep.Axes.Select(axis => trial.Parameters.TryGetValue(axis, out var value) ? Words.Value(value) : ""),
        trial.State == "finished" ? Words.Number(trial.Value) : "",
        trial.Reused?.ToString() ?? trial.State,
        trial.Seconds is { } seconds ? Words.Duration(seconds) : "",
    ];

    private static TableColumn Column(string head) => new(new Text(Words.Clean(head), new Style(decoration: Decoration.Dim)));
}
