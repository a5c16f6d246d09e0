using System.CommandLine;
using System.Net;
using Shared.Hosting;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary><c>serve</c>: an orchestrator that node agents join and that takes sweeps until it is stopped.</summary>
public static class ServeCommand
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (data, port, clusterPort, tracking) = (SweepArguments.Data(), SweepArguments.Port(), SweepArguments.ClusterPort(), SweepArguments.Tracking());
        var (journal, artifacts, orchestrators, verbose) = (SweepArguments.Journal(), SweepArguments.Artifacts(), SweepArguments.Orchestrators(), SweepArguments.Verbose());
        var access = new HttpArguments();
        var address = new Option<string>("--address")
        {
            Description = "Address or name under which other machines reach this one; other than this machine's own 127.0.0.1 it needs --auth and --tls, or --insecure",
            HelpName = "HOST",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var command = new ExampleCommand("serve", "Start an orchestrator that node agents join and that sweeps are submitted to; also shows the results of earlier runs")
        {
            data, port, clusterPort, address, journal, artifacts, orchestrators, tracking, verbose,
        };
        access.AddTo(command);
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            Options(parsed.GetValue(address)!) with
            {
                DataFolder = parsed.GetValue(data)!,
                HttpPort = parsed.GetValue(port),
                ClusterPort = parsed.GetValue(clusterPort),
                Journal = SweepArguments.JournalAddress(parsed.GetValue(journal), terminal),
                Artifacts = SweepArguments.ArtifactsAddress(parsed.GetValue(artifacts), terminal),
                Orchestrators = parsed.GetValue(orchestrators)!,
                TrackingUri = SweepArguments.TrackingAddress(parsed.GetValue(tracking), terminal),
                AwaitsTracking = true,
                Access = access.Read(parsed, terminal),
                Tls = access.TlsOf(parsed, terminal),
                Insecure = access.IsInsecure(parsed, terminal),
                Verbose = parsed.GetValue(verbose),
            },
            terminal,
            services,
            cancellation));
        return command.Example("serve", "serve --data /srv/experiments --address 10.0.0.5 --auth users --tls certs/head", "serve --tracking https://mlflow.example.org", "serve --artifacts s3://experiments/lab", "serve --address 10.0.0.5 --auth users --tls certs/head --orchestrators 10.0.0.5:5681,10.0.0.6:5681,10.0.0.7:5681 --journal postgres://experiments@10.0.0.9/experiments --tracking https://mlflow.example.org");
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
            await terminal.Out.WriteLineAsync($"a node joins with: {Programs.GpuNode} --join {orchestrator.Join}{(options.Tls is null ? "" : " --tls DIR")}");
            foreach (var line in WhoMay(options))
            {
                await terminal.Out.WriteLineAsync(line);
            }

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

    private static IEnumerable<string> WhoMay(OrchestratorOptions options)
    {
        if (options.Tls is { } tls)
        {
            yield return $"who takes part shows a certificate of {Path.GetFullPath(Path.Combine(tls, TlsFolder.AuthorityFile))} ('certs node' makes one)";
        }

        if (options.Access.UsersFile is { } users)
        {
            yield return $"who asks is named in {Path.GetFullPath(users)}: commands and nodes come with EXPERIMENTS_TOKEN ('auth token add NAME --role node' for a node)";
        }

        if (options is { Tls: null, Access.UsersFile: not null } && !ListeningRules.IsLoopback(options.HttpAddress))
        {
            yield return "passwords and tokens travel in clear: name a folder for https in --tls, or let a proxy speak it";
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
