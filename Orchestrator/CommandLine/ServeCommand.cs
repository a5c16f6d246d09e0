using System.CommandLine;
using System.Net;

namespace Orchestrator.CommandLine;

/// <summary><c>serve</c>: an orchestrator that node agents join and that takes sweeps until it is stopped.</summary>
public static class ServeCommand
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (data, port, clusterPort, tracking) = (SweepArguments.Data(), SweepArguments.Port(), SweepArguments.ClusterPort(), SweepArguments.Tracking());
        var (journal, orchestrators, verbose) = (SweepArguments.Journal(), SweepArguments.Orchestrators(), SweepArguments.Verbose());
        var access = new TrackingArguments();
        var address = new Option<string>("--address")
        {
            Description = "Address or name under which other machines reach this one; there is no password, so choose a network you trust",
            HelpName = "HOST",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var command = new ExampleCommand("serve", "Start an orchestrator that node agents join and that sweeps are submitted to; also shows the results of earlier runs")
        {
            data, port, clusterPort, address, journal, orchestrators, tracking, verbose,
        };
        access.AddTo(command);
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            Options(parsed.GetValue(address)!) with
            {
                DataFolder = parsed.GetValue(data)!,
                HttpPort = parsed.GetValue(port),
                ClusterPort = parsed.GetValue(clusterPort),
                Journal = SweepArguments.JournalAddress(parsed.GetValue(journal), terminal),
                Orchestrators = parsed.GetValue(orchestrators)!,
                TrackingUri = SweepArguments.TrackingAddress(parsed.GetValue(tracking), terminal),
                AwaitsTracking = true,
                TrackingAccess = access.Read(parsed, terminal),
                Verbose = parsed.GetValue(verbose),
            },
            terminal,
            services,
            cancellation));
        return command.Example("serve", "serve --data /srv/experiments --address 10.0.0.5", "serve --tracking https://mlflow.example.org", "serve --address 10.0.0.5 --orchestrators 10.0.0.5:5681,10.0.0.6:5681,10.0.0.7:5681 --journal postgres://experiments@10.0.0.9/experiments --tracking https://mlflow.example.org");
    }

    // A name says where others connect, not on which network card to listen.
    private static OrchestratorOptions Options(string address) => new()
    {
        DataFolder = "",
        ClusterAddress = address,
        HttpAddress = IPAddress.TryParse(address, out _) || address == "localhost" ? address : "0.0.0.0",
    };

    private static async Task<int> ExecuteAsync(OrchestratorOptions options, Terminal terminal, CommandServices services, CancellationToken cancellation)
    {
        var orchestrator = await services.StartOrchestrator(options.Checked(), cancellation);
        try
        {
            await terminal.Out.WriteLineAsync($"results page and API: {orchestrator.Address}");
            await terminal.Out.WriteLineAsync($"a node joins with: dotnet run --project GpuNode -c Release -- --join {orchestrator.Join}");
            await terminal.Out.WriteLineAsync($"data in {Path.GetFullPath(options.DataFolder)}");
            while (true)
            {
                await orchestrator.CutOff.WaitAsync(cancellation);
                terminal.Complain("cut off from the cluster, which goes on without this orchestrator; joining it again…");
                await orchestrator.StopAsync();
                orchestrator = await StartAgainAsync(options with { HttpPort = orchestrator.Address.Port }, terminal, services, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Complain("stopping… (nodes train on and come back when it is served again)");
            throw;
        }
        finally
        {
            await orchestrator.StopAsync();
        }
    }

    // What cut it off may keep it from its journal and its tracking server for as long.
    private static async Task<RunningOrchestrator> StartAgainAsync(OrchestratorOptions options, Terminal terminal, CommandServices services, CancellationToken cancellation)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return await services.StartOrchestrator(options, cancellation);
            }
            catch (RefusalException refusal)
            {
                if (!told)
                {
                    terminal.Complain($"{refusal.Message}; trying again…");
                }
            }

            await Task.Delay(TryEvery, terminal.Clock, cancellation);
        }
    }
}
