using Orchestrator.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>The running trials as a table in fixed columns; the parameters take what is left of the width. Pure.</summary>
internal static class RunningRows
{
    private const int NarrowBar = 8;
    private const int WideBar = 16;
    private const int WideTerminal = 100;
    private const int LongestPlace = 22;
    private const string Gap = "  ";

    private static readonly Style Dim = new(decoration: Decoration.Dim);

    public static IEnumerable<IRenderable> Render(SweepDto sweep, int width, int most)
    {
        var shown = sweep.Running.OrderBy(trial => trial.Index).Take(most).ToList();
        var cells = shown.ConvertAll(Cells);
        string[] heads = ["trial", "", "epoch", sweep.Objective.Metric, "images/s", "where", "parameters"];
        var widths = Widths(heads, cells, width);
        yield return LiveView.Line(Row(heads, widths), width, Dim);
        foreach (var (trial, row) in shown.Zip(cells))
        {
            row[1] = LiveView.Bar(trial.Fraction, widths[1]);
            yield return LiveView.Line(Row(row, widths), width);
        }

        if (sweep.Running.Count > most)
        {
            yield return LiveView.Line($"and {Words.Count(sweep.Running.Count - most)} more running", width, Dim);
        }
    }

    private static string[] Cells(RunningDto trial) =>
    [
        trial.Attempt > 1 ? $"{trial.Index} try {trial.Attempt}" : $"{trial.Index}",
        "",
        $"{trial.Epoch}/{trial.Epochs}",
        trial.Value is null ? "" : Words.Number(trial.Value),
        trial.ImagesPerSecond > 0 ? Words.Count(trial.ImagesPerSecond) : "",
        trial.Slot.StartsWith(trial.Node, StringComparison.Ordinal) ? trial.Slot : $"{trial.Node}/{trial.Slot}",
        trial.Waits is null ? Words.Parameters(trial.Parameters) : $"waits: {trial.Waits}",
    ];

    private static int[] Widths(string[] heads, List<string[]> rows, int width)
    {
        var widths = heads.Select((head, column) => rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        widths[1] = width >= WideTerminal ? WideBar : NarrowBar;
        widths[5] = Math.Min(widths[5], width >= WideTerminal ? LongestPlace : LongestPlace / 2);
        widths[^1] = Math.Max(0, width - widths[..^1].Sum(column => column + Gap.Length));
        return widths;
    }

    private static string Row(string[] cells, int[] widths) => string.Join(Gap, cells.Zip(widths, (cell, width) => Words.Fit(Words.Clean(cell), width))).TrimEnd();
}
