using System.CommandLine;
using System.Net;

namespace Orchestrator.CommandLine;

/// <summary><c>serve</c>: an orchestrator that node agents join and that takes sweeps until it is stopped.</summary>
public static class ServeCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (data, port, clusterPort, tracking) = (SweepArguments.Data(), SweepArguments.Port(), SweepArguments.ClusterPort(), SweepArguments.Tracking());
        var verbose = SweepArguments.Verbose();
        var address = new Option<string>("--address")
        {
            Description = "Address or name under which other machines reach this one; there is no password, so choose a network you trust",
            HelpName = "HOST",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var command = new ExampleCommand("serve", "Start an orchestrator that node agents join and that sweeps are submitted to; also shows the results of earlier runs")
        {
            data, port, clusterPort, address, tracking, verbose,
        };
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            Options(parsed.GetValue(address)!) with
            {
                DataFolder = parsed.GetValue(data)!,
                HttpPort = parsed.GetValue(port),
                ClusterPort = parsed.GetValue(clusterPort),
                TrackingUri = SweepArguments.TrackingAddress(parsed.GetValue(tracking), terminal),
                AwaitsTracking = true,
                Verbose = parsed.GetValue(verbose),
            },
            terminal,
            services,
            cancellation));
        return command.Example("serve", "serve --data /srv/experiments --address 10.0.0.5", "serve --tracking https://mlflow.example.org");
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
            await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Clock, cancellation);
            return ExitCodes.Success;
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
}
