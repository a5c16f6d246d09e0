using System.Globalization;
using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.CommandLine;

/// <summary>Shows a plan in a terminal.</summary>
public static class PlanView
{
    private const int MostValuesShown = 8;

    public static IRenderable Of(PlanDto plan) => new Rows([.. Parts(plan)]);

    private static IEnumerable<IRenderable> Parts(PlanDto plan)
    {
        yield return new Text(plan.Id is null ? plan.Name : $"{plan.Name} ({plan.Id})", new Style(decoration: Decoration.Bold));
        if (plan.Description.Length > 0)
        {
            yield return new Text(plan.Description.TrimEnd());
        }

        yield return Summary(plan);
        yield return Axes(plan);
        yield return Trials(plan);
    }

    private static Spectre.Console.Grid Summary(PlanDto plan)
    {
        var grid = new Spectre.Console.Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row(grid, "Trials", plan.Cut == 0 ? Number(plan.Trials) : $"{Number(plan.Trials)} of {Number(plan.Uncut)}; {Number(plan.Cut)} cut by conditions and constraints");
        Row(grid, "Experiment", $"{plan.Experiment} {plan.ExperimentVersion}");
        if (plan.Dataset is not null)
        {
            Row(grid, "Data set", $"{plan.Dataset} {string.Join(", ", plan.DatasetOptions.Select(option => $"{option.Key} {option.Value}"))}".TrimEnd());
        }

        if (plan.Start is { } start)
        {
            Row(grid, "Starts from", StartText(start));
        }

        Row(grid, "Objective", $"{plan.Objective.Goal} {plan.Objective.Metric}");
        Row(grid, "Seeds", Number(plan.Seeds));
        if (plan.TotalEpochs is { } epochs)
        {
            Row(grid, "Epochs", $"{Number(epochs)} in all");
        }

        foreach (var constraint in plan.Constraints)
        {
            Row(grid, "Constraint", constraint);
        }

        Row(grid, "Time", plan.Estimate.Seconds is { } seconds ? $"about {Duration(seconds)}: {plan.Estimate.Basis}" : plan.Estimate.Basis);
        if (plan.Disk is { } disk)
        {
            Row(grid, "Checkpoints", Disk(disk));
        }

        foreach (var note in plan.Notes ?? [])
        {
            Row(grid, "Note", note);
        }

        return grid;
    }

    private static string Disk(PlanDisk disk) => disk is { BytesEach: { } each, Running: { } running, Kept: { } kept }
        ? $"{Words.Bytes(each)} each; at most {Words.Bytes(running)} while it runs, {Words.Bytes(kept)} kept: {disk.Basis}"
        : disk.Basis;

    private static Table Axes(PlanDto plan)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("Parameter", "Count", "Values", "Where");
        table.Columns[1].RightAligned();
        foreach (var axis in plan.Axes)
        {
            var values = string.Join(", ", axis.Values.Take(MostValuesShown)) + (axis.Count > MostValuesShown ? ", …" : "");
            var where = axis.Condition is null ? "" : $"{axis.Condition}; else {axis.Default}";
            table.AddRow(new Text(axis.Name), new Text(Number(axis.Count)), new Text(values), new Text(where));
        }

        return table;
    }

    private static Table Trials(PlanDto plan)
    {
        var varying = plan.Axes.Where(axis => axis.Count > 1 || axis.Condition is not null).Select(axis => axis.Name).ToList();
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle("First trials") };
        var matched = plan.Start is { Id: not null, Index: null };
        table.AddColumns(["Trial", .. varying.Select(Markup.Escape), "seed", .. matched ? ["starts from trial"] : Array.Empty<string>(), "Key"]);
        foreach (var trial in plan.First)
        {
            table.AddRow([.. Cells(trial, varying, matched).Select(cell => new Text(cell))]);
        }

        return table;
    }

    private static string StartText(PlanStart start) => start switch
    {
        { Id: null } => $"the {(start.Trial is WarmStart.Best or WarmStart.Matching ? $"{start.Trial} trial" : $"trial {start.Trial}")} of {start.Sweep}; the weights are chosen when it is submitted (--server asks an orchestrator now)",
        { Index: { } index } => $"{start.Id} trial {index}",
        _ => $"the matching trials of {start.Id}",
    };

    // Eight digits of the key are enough to recognise it; --json has all.
    private static IEnumerable<string> Cells(PlanTrial trial, IEnumerable<string> varying, bool matched) =>
    [
        Number(trial.Index),
        .. varying.Select(name => trial.Parameters[name].ToString()),
        trial.Seed.ToString(CultureInfo.InvariantCulture),
        .. matched ? [trial.StartTrial is { } start ? Number(start) : ""] : Array.Empty<string>(),
        trial.Key?[..8] ?? "",
    ];

    private static void Row(Spectre.Console.Grid grid, string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds)} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60)} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.#} days"),
    };
}
