using Orchestrator.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>All sweeps, newest first. Pure.</summary>
public static class SweepTable
{
    public static IRenderable Render(IReadOnlyList<SweepDto> sweeps)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("sweep", "name", "state", "done", "failed", "best", "time");
        foreach (var sweep in sweeps.OrderByDescending(sweep => sweep.SubmittedAt))
        {
            table.AddRow(new[]
            {
                sweep.Id,
                sweep.Name,
                sweep.State.Replace('_', ' '),
                $"{Words.Count(sweep.Trials.Finished)}/{Words.Count(sweep.Trials.Total)}",
                Words.Count(sweep.Trials.Failed),
                sweep.Best is { } best ? $"{sweep.Objective.Metric} {Words.Number(best.Value)}" : "",
                Words.Duration(sweep.ElapsedSeconds),
            }.Select(cell => new Text(Words.Clean(cell))));
        }

        return table;
    }
}
