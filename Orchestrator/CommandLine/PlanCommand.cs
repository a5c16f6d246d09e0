using System.CommandLine;
using Orchestrator.Sweeps;
using Shared.Datasets;

namespace Orchestrator.CommandLine;

/// <summary><c>plan SWEEP</c>: checks a sweep and shows what it would do; starts nothing.</summary>
public static class PlanCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (file, data, plain, json) = (SweepArguments.File(), SweepArguments.Data(), SweepArguments.Plain(), SweepArguments.Json("The plan"));
        var command = new ExampleCommand("plan", "Check a sweep file and show what it would train, without starting anything") { file, data, plain, json };
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            parsed.GetValue(file)!,
            new OrchestratorOptions { DataFolder = parsed.GetValue(data)! },
            parsed.GetValue(json),
            terminal.With(parsed.GetValue(plain)),
            services,
            cancellation));
        return command.Example("plan Experiments/sweeps/quickstart.yaml", "plan my.yaml --json");
    }

    private static async Task<int> ExecuteAsync(
        string file, OrchestratorOptions options, bool json, Terminal terminal, CommandServices services, CancellationToken cancellation)
    {
        var checkedFile = SweepFile.Parse(await SweepText.ReadAsync(file, cancellation), services.ReadCatalogue())
            .WithDigest(new ImageFolders(DatasetStore.DefaultFolder(terminal.Variable)).Find);
        if (!checkedFile.Good)
        {
            return FaultLines.Refuse(terminal, file, checkedFile.Faults);
        }

        var timing = TrialTimings.Read(options)?.GetValueOrDefault(checkedFile.Spec.Experiment);
        var plan = SweepPlan.Of(checkedFile.Spec, checkedFile.Grid, timing?.SecondsPerTrial, timing?.Slots ?? 1);
        if (json)
        {
            await terminal.Out.WriteLineAsync(plan.ToJson());
        }
        else
        {
            terminal.Show(PlanView.Of(plan));
        }

        return ExitCodes.Success;
    }
}
