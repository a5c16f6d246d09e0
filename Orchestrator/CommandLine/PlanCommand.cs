using System.CommandLine;
using Orchestrator.Checkpoints;
using Orchestrator.Sweeps;
using Shared.Datasets;
using Shared.Hosting;

namespace Orchestrator.CommandLine;

/// <summary><c>plan SWEEP</c>: checks a sweep and shows what it would do; starts nothing.</summary>
public static class PlanCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (file, data, plain, json) = (SweepArguments.File(), SweepArguments.Data(), SweepArguments.Plain(), SweepArguments.Json("The plan"));
        var (set, server) = (SweepArguments.Set(), SweepArguments.ServerToAsk());
        var command = new ExampleCommand("plan", "Check a sweep file and show what it would train, without starting anything") { file, set, data, server, plain, json };
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            new PlanRequest(
                parsed.GetValue(file)!,
                SweepArguments.Overrides(parsed.GetValue(set)),
                new OrchestratorOptions { DataFolder = parsed.GetValue(data)! },
                SweepArguments.NamedServer(parsed.GetValue(server), terminal),
                parsed.GetValue(json)),
            terminal.With(parsed.GetValue(plain)),
            services,
            cancellation));
        return command.Example("plan Experiments/sweeps/quickstart.yaml", "plan my.yaml --set parameters.epochs=2 --set name=short", "plan my.yaml --json");
    }

    private static async Task<int> ExecuteAsync(PlanRequest request, Terminal terminal, CommandServices services, CancellationToken cancellation)
    {
        var source = await SweepText.ReadAsync(request.File, request.Overrides, cancellation);
        var parsed = SweepFile.Parse(source.Yaml, services.ReadCatalogue(), source.Overrides);
        var (spec, faults) = parsed is { Good: true, Spec.StartFrom: not null } && request.Server is not null
            ? await AskAsync(new OrchestratorClient(request.Server, SweepArguments.Access(terminal)), source, cancellation)
            : Here(parsed.WithDigest(new ImageFolders(DatasetStore.DefaultFolder(terminal.Variable)).Find));
        if (spec is null)
        {
            return FaultLines.Refuse(terminal, request.File, faults);
        }

        var timing = TrialTimings.Read(request.Options)?.GetValueOrDefault(spec.Experiment);
        var plan = SweepPlan.Of(spec, Grid.Of(spec), timing?.SecondsPerTrial, timing?.Slots ?? 1);
        plan = plan with
        {
            Disk = PlanDisk.Of(spec, plan.Trials, plan.Estimate.Slots, CheckpointSizes.Of(request.Options).Find(spec.Experiment)),
            Notes = SweepNotes.Of(spec, ProcessorArithmetic.HasBfloat16),
        };
        if (request.Json)
        {
            await terminal.Out.WriteLineAsync(plan.ToJson());
        }
        else
        {
            terminal.Show(PlanView.Of(plan));
        }

        return ExitCodes.Success;
    }

    private static (SweepSpec? Spec, IReadOnlyList<SweepFault> Faults) Here(SweepFileResult file) => (file.Good ? file.Spec : null, file.Faults);

    // Only an orchestrator knows which sweeps there are to start from.
    private static async Task<(SweepSpec? Spec, IReadOnlyList<SweepFault> Faults)> AskAsync(OrchestratorClient client, SweepSource source, CancellationToken cancellation)
    {
        using (client)
        {
            return await client.CheckAsync(source, cancellation);
        }
    }

    private sealed record PlanRequest(string File, IReadOnlyList<SweepOverride> Overrides, OrchestratorOptions Options, Uri? Server, bool Json);
}
