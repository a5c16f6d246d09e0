using System.CommandLine;
using Orchestrator.Access;
using Orchestrator.Sweeps;
using Shared.Datasets;
using Shared.Hosting;

namespace Orchestrator.CommandLine;

/// <summary><c>run SWEEP</c>: an orchestrator and a node agent on this machine, one sweep from beginning to end.</summary>
public static class RunCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (files, set, data, port, clusterPort) = (SweepArguments.Files(), SweepArguments.Set(), SweepArguments.Data(), SweepArguments.Port(), SweepArguments.ClusterPort());
        var (tracking, artifacts, fresh, devices, slots) = (SweepArguments.Tracking(), SweepArguments.Artifacts(), SweepArguments.Fresh(), SweepArguments.Devices(), SweepArguments.SlotsPerDevice());
        var noCache = SweepArguments.NoCache();
        var (plain, json, verbose) = (SweepArguments.Plain(), SweepArguments.Json("The final summary"), SweepArguments.Verbose());
        var stay = new Option<bool>("--stay") { Description = "Keep serving the results page after the sweep, until Ctrl+C" };
        var command = new ExampleCommand("run", "Run a sweep on this machine from beginning to end; a second run of the same file goes on where the first stopped")
        {
            files, set, data, port, clusterPort, tracking, artifacts, fresh, noCache, devices, slots, stay, plain, json, verbose,
        };
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            new RunRequest(
                parsed.GetValue(files)!,
                SweepArguments.Overrides(parsed.GetValue(set)),
                new OrchestratorOptions
                {
                    DataFolder = parsed.GetValue(data)!,
                    HttpPort = parsed.GetValue(port),
                    ClusterPort = parsed.GetValue(clusterPort),
                    TrackingUri = SweepArguments.TrackingAddress(parsed.GetValue(tracking), terminal),
                    Artifacts = SweepArguments.ArtifactsAddress(parsed.GetValue(artifacts), terminal),
                    Access = new HttpAccess { UsersFile = HttpArguments.UsersFileOf(null, terminal) },
                    Verbose = parsed.GetValue(verbose),
                },
                parsed.GetValue(devices)!,
                parsed.GetValue(slots),
                parsed.GetValue(fresh),
                parsed.GetValue(noCache),
                parsed.GetValue(stay),
                parsed.GetValue(json)),
            // A log between the frames would tear a view that is redrawn.
            terminal.With(parsed.GetValue(plain) || parsed.GetValue(verbose)),
            services,
            cancellation));
        return command.Example(
            "run Experiments/sweeps/quickstart.yaml",
            "run my.yaml --data /scratch/vae --devices cuda:0,cuda:1 --slots-per-device 2",
            "run my.yaml --fresh --stay",
            "run my.yaml --set parameters.epochs=2 --set name=short",
            "run first.yaml then.yaml",
            "run my.yaml --json > summary.json");
    }

    private static async Task<int> ExecuteAsync(RunRequest request, Terminal terminal, CommandServices services, CancellationToken cancellation)
    {
        var options = request.Options.Checked();
        var images = new ImageFolders(options.DatasetFolder ?? DatasetStore.DefaultFolder(terminal.Variable));
        var sources = new List<SweepSource>();
        foreach (var file in request.Files)
        {
            // All of them before the first is trained.
            var source = await SweepText.ReadAsync(file, request.Overrides, cancellation);
            var sweep = SweepFile.Parse(source.Yaml, services.ReadCatalogue(), source.Overrides).WithDigest(images.Find);
            if (!sweep.Good)
            {
                return FaultLines.Refuse(terminal, file, sweep.Faults);
            }

            foreach (var note in SweepNotes.Of(sweep.Spec, ProcessorArithmetic.HasBfloat16))
            {
                terminal.Complain($"{file}: {TrainerEnvironment.Note}{note}");
            }

            sources.Add(source);
        }

        var orchestrator = await services.StartOrchestrator(options, cancellation);
        try
        {
            return await SweepSeries.OneByOneAsync(
                sources,
                (source, last) => new RunSession(request with { Stay = request.Stay && last }, orchestrator, terminal, services).ToEndAsync(source, cancellation),
                terminal);
        }
        finally
        {
            await orchestrator.StopAsync();
        }
    }
}

/// <summary>What <c>run</c> was asked for.</summary>
public sealed record RunRequest(
    IReadOnlyList<string> Files,
    IReadOnlyList<SweepOverride> Overrides,
    OrchestratorOptions Options,
    IReadOnlyList<string> Devices,
    int? SlotsPerDevice,
    bool Fresh,
    bool NoCache,
    bool Stay,
    bool Json);
