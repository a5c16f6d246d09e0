using System.CommandLine;
using System.Net;
using Orchestrator.Hosting;

namespace Orchestrator.CommandLine;

/// <summary><c>tracking</c>: the MLflow-compatible tracking server alone, and copies to and from other servers.</summary>
public static class TrackingCommand
{
    // Where MLflow's own server listens, so that no client need be told otherwise.
    private const int DefaultPort = 5000;

    public static Command Create(Terminal terminal) => new ExampleCommand("tracking", "Serve tracked runs alone, copy them to and from other MLflow servers")
    {
        Serve(terminal),
        TrackingCopyCommands.Import(terminal),
        TrackingCopyCommands.Export(terminal),
    }.Example("tracking serve --data /srv/mlflow", "tracking serve --address 0.0.0.0 --auth users --tls certs/mlflow");

    private static ExampleCommand Serve(Terminal terminal)
    {
        var data = SweepArguments.Data();
        var address = new Option<string>("--address") { Description = "IP address to listen on; 0.0.0.0 for all networks", HelpName = "IP", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 for any free one", HelpName = "PORT", DefaultValueFactory = _ => DefaultPort };
        var (artifacts, access, verbose) = (SweepArguments.Artifacts(), new HttpArguments(), SweepArguments.Verbose());
        artifacts.Description = artifacts.Description!.Replace("artifacts and checkpoints", "artifacts", StringComparison.Ordinal);
        var command = new ExampleCommand("serve", "Start a tracking server for MLflow clients; it serves the runs of an orchestrator's folder, too, while that does not run") { data, address, port, artifacts, verbose };
        access.AddTo(command);
        command.SetAction((parsed, cancellation) => ServeAsync(
            new OrchestratorOptions
            {
                DataFolder = parsed.GetValue(data)!,
                HttpAddress = parsed.GetValue(address)!,
                HttpPort = parsed.GetValue(port),
                Artifacts = SweepArguments.ArtifactsAddress(parsed.GetValue(artifacts), terminal),
                Access = access.Read(parsed, terminal),
                Tls = access.TlsOf(parsed, terminal),
                Insecure = access.IsInsecure(parsed, terminal),
                Verbose = parsed.GetValue(verbose),
            },
            terminal,
            cancellation));
        return command.Example("tracking serve", "tracking serve --data /srv/mlflow --address 0.0.0.0 --auth /srv/mlflow/users --tls /srv/mlflow/tls");
    }

    private static async Task<int> ServeAsync(OrchestratorOptions options, Terminal terminal, CancellationToken cancellation)
    {
        await using var host = await TrackingHost.StartAsync(options, cancellation);
        try
        {
            var reached = Reached(host.Address);
            await terminal.Out.WriteLineAsync($"tracking server: {reached}");
            await terminal.Out.WriteLineAsync($"clients record there with: export MLFLOW_TRACKING_URI={reached.AbsoluteUri.TrimEnd('/')}");
            await terminal.Out.WriteLineAsync(WhoMay(options));
            await terminal.Out.WriteLineAsync($"data in {Path.GetFullPath(options.DataFolder)}");
            await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Clock, cancellation);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Complain("stopping…");
            throw;
        }
    }

    private static string WhoMay(OrchestratorOptions options) => options switch
    {
        { Access.UsersFile: { } users } =>
            $"and with MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN: {Path.GetFullPath(users)} names its users",
        { HttpAddress: var address } when address == "localhost" || IPAddress.IsLoopback(IPAddress.Parse(address)) => "only programs on this machine can use it (--address 0.0.0.0 with --auth: others, too)",
        _ => "there is no password: whoever reaches this machine may read and change everything (see --auth)",
    };

    // One that listens everywhere is reached by the machine's name.
    private static Uri Reached(Uri address) => IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
        ? new UriBuilder(address) { Host = Dns.GetHostName() }.Uri
        : address;
}
