using System.Globalization;
using System.Text;
using Orchestrator.Sweeps;

namespace Orchestrator.Coordinator;

/// <summary>What stands at the head of a sweep's page in MLflow, as Markdown. Pure.</summary>
public static class SweepNote
{
    /// <summary>While it runs.</summary>
    public static string Of(string sweep, SweepSpec spec) => Head(sweep, spec).Append("Each child run is a trial; all attempts of a trial go on in its run.\n").ToString();

    /// <summary>Once it has ended.</summary>
    public static string Of(SweepSummary summary)
    {
        var text = Head(summary.Sweep, summary.Spec);
        text.Append(CultureInfo.InvariantCulture, $"{summary.Finished} trials finished, {summary.Failed} failed. ");
        if (summary.Best is { } best)
        {
            var point = Grid.Of(summary.Spec).At(best);
            text.Append(CultureInfo.InvariantCulture, $"Best: **trial {best}** with {summary.Objective} {summary.BestValue:G6}\n\n| parameter | value |\n| --- | --- |\n");
            foreach (var name in summary.Spec.Varying)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {point.Parameters.First(parameter => parameter.Key == name).Value} |\n");
            }
        }

        if (summary.Failed > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nWhy trials failed: `why {summary.Sweep}`; try them again: `retry {summary.Sweep} --failed`\n");
        }

        return text.ToString();
    }

    private static StringBuilder Head(string sweep, SweepSpec spec)
    {
        var text = new StringBuilder();
        if (spec.Description.Length > 0)
        {
            text.Append(spec.Description.Trim()).Append("\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Sweep `{sweep}`: {spec.Experiment}{(spec.Dataset.Name.Length > 0 ? $" on {spec.Dataset.Name}" : "")}, {Grid.Of(spec).Count:N0} trials");
        foreach (var name in spec.Varying)
        {
            var values = SweepExtensions.ValuesOf(spec, spec.Axes.First(axis => axis.Name == name));
            text.Append(CultureInfo.InvariantCulture, $"\n- {name}: {string.Join(", ", values.Take(12))}{(values.Count > 12 ? ", …" : "")}");
        }

        return text.Append("\n\n");
    }
}
