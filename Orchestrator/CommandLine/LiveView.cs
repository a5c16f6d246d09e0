using Orchestrator.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>One frame of a sweep on its way: a heading, the sweep's bar, its numbers, why it waits, and a row for each running trial. Pure.</summary>
public static class LiveView
{
    // Two glyphs, so that a bar can be read without colours.
    private const char Done = '█';
    private const char Left = '░';

    private const int WidestBar = 60;

    // Heading, bar, two lines of numbers, wait, blank line, column heads, "and N more".
    private const int FixedLines = 9;

    /// <param name="width">Columns of the terminal; from about 60 upwards nothing important is cut.</param>
    /// <param name="height">Lines of the terminal; rows that don't fit are counted instead.</param>
    public static IRenderable Render(SweepDto sweep, int width, int height = int.MaxValue)
    {
        var lines = new List<IRenderable> { Heading(sweep, width), Progress(sweep, width), Counts(sweep, width), Line(SweepLine.Pace(sweep), width) };
        if (sweep.Waits is not null)
        {
            lines.Add(Line($"waits: {sweep.Waits}", width, new Style(Color.Yellow)));
        }

        if (sweep.Running.Count > 0)
        {
            lines.Add(Text.Empty);
            lines.AddRange(RunningRows.Render(sweep, width, Math.Max(1, height - FixedLines)));
        }

        return new Rows(lines);
    }

    /// <summary>A bar of two glyphs.</summary>
    public static string Bar(double fraction, int width)
    {
        var full = (int)Math.Round(Math.Clamp(double.IsNaN(fraction) ? 0 : fraction, 0, 1) * width);
        return new string(Done, full) + new string(Left, width - full);
    }

    /// <summary>One line of text, cut at the terminal's edge; what the text holds is never read as markup.</summary>
    internal static Text Line(string text, int width, Style? style = null) => new(Words.Cut(Words.Clean(text), width), style ?? Style.Plain) { Overflow = Overflow.Crop };

    private static Text Heading(SweepDto sweep, int width)
    {
        var best = sweep.Best is { } b ? $", best {sweep.Objective.Metric} {Words.Number(b.Value)} (trial {b.Index})" : "";
        return Line($"{sweep.Name}  {sweep.State.Replace('_', ' ')}{best}", width, new Style(decoration: Decoration.Bold));
    }

    private static Text Progress(SweepDto sweep, int width)
    {
        var share = $" {Share(sweep):0%}";
        return Line(Bar(Share(sweep), Math.Min(WidestBar, Math.Max(1, width - share.Length))) + share, width, new Style(Color.Green));
    }

    private static double Share(SweepDto sweep) => sweep.Trials.Total == 0
        ? 0
        : (sweep.Trials.Finished + sweep.Trials.Failed + sweep.Running.Sum(trial => Math.Clamp(trial.Fraction, 0, 1))) / sweep.Trials.Total;

    private static Text Counts(SweepDto sweep, int width) => Line(SweepLine.Counts(sweep), width, sweep.Trials.Failed > 0 ? new Style(Color.Red) : Style.Plain);
}
