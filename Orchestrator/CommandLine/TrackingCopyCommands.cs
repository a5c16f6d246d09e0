using System.CommandLine;
using Orchestrator.Hosting;
using Orchestrator.Tracking.Copying;
using Shared.Mlflow;

namespace Orchestrator.CommandLine;

/// <summary><c>tracking import</c> and <c>tracking export</c>: the same copy in both directions.</summary>
internal static class TrackingCopyCommands
{
    private const string Credentials = "the credentials in EXPERIMENTS_TRACKING_USERNAME and _PASSWORD, or EXPERIMENTS_TRACKING_TOKEN, are for it";

    public static Command Import(Terminal terminal)
    {
        var (uri, experiments, data) = (UriArgument("source"), ExperimentsOption(), SweepArguments.Data());
        var to = new Option<string?>("--to") { Description = $"A server that runs, instead of a data folder; {Credentials}", HelpName = "URI" };
        var command = new ExampleCommand("import", "Copy experiments from any MLflow server into ours; broken off, the same command goes on, and nothing is copied twice") { uri, experiments, data, to };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(uri)!,
            (to.Name, parsed.GetValue(to)),
            parsed.GetValue(data)!,
            terminal,
            (other, ours) => CopyAsync(other, ours, parsed.GetValue(experiments)!, terminal, cancellation),
            cancellation));
        return command.Example("tracking import http://mlflow.example.org:5000", "tracking import http://127.0.0.1:5000 --experiment noise --to http://127.0.0.1:5680");
    }

    public static Command Export(Terminal terminal)
    {
        var (uri, experiments, data) = (UriArgument("target"), ExperimentsOption(), SweepArguments.Data());
        var from = new Option<string?>("--from") { Description = $"A server that runs, instead of a data folder; {Credentials}", HelpName = "URI" };
        var command = new ExampleCommand("export", "Copy experiments from ours to any MLflow server; broken off, the same command goes on, and nothing is copied twice") { uri, experiments, data, from };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(uri)!,
            (from.Name, parsed.GetValue(from)),
            parsed.GetValue(data)!,
            terminal,
            (other, ours) => CopyAsync(ours, other, parsed.GetValue(experiments)!, terminal, cancellation),
            cancellation));
        return command.Example("tracking export http://mlflow.example.org:5000 --experiment noise", "tracking export https://mlflow.example.org --from http://127.0.0.1:5680");
    }

    private static Argument<string> UriArgument(string what) => new("URI") { Description = $"The {what} server; its credentials come from MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN" };

    private static Option<string[]> ExperimentsOption() => new("--experiment")
    {
        Description = "An experiment's name; may be repeated [default: all that are not deleted]",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    // A folder is served for the time of the copy, on the loopback.
    private static async Task<int> RunAsync(string uri, (string Option, string? Uri) server, string folder, Terminal terminal, Func<Side, Side, Task<int>> copy, CancellationToken cancellation)
    {
        using var other = Client(uri, terminal.Variable);
        if (server.Uri is not null)
        {
            using var named = Client(server.Uri, name => terminal.Variable(name.Replace("MLFLOW_", "EXPERIMENTS_", StringComparison.Ordinal)));
            return await copy(new(other, $"{other.Connection}"), new(named, $"{named.Connection}"));
        }

        await using var host = await ServedAsync(folder, server.Option, cancellation);
        using var ours = Client(host.Address.AbsoluteUri, _ => null);
        return await copy(new(other, $"{other.Connection}"), new(ours, Path.GetFullPath(folder)));
    }

    private static async Task<TrackingHost> ServedAsync(string folder, string option, CancellationToken cancellation)
    {
        try
        {
            return await TrackingHost.StartAsync(new OrchestratorOptions { DataFolder = folder, HttpPort = 0 }, cancellation);
        }
        catch (RefusalException held) when (Surroundings.IsHeld(held))
        {
            throw new RefusalException($"the data folder {folder} is served already; name its server with {option}, or stop it", held);
        }
    }

    private static async Task<int> CopyAsync(Side source, Side target, IReadOnlyList<string> experiments, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            var copied = await new TrackingCopy(source.Client, target.Client, terminal.Clock, terminal.Out.WriteLine).CopyAsync(experiments, cancellation);
            await terminal.Out.WriteLineAsync($"{copied:N0} experiment{(copied == 1 ? "" : "s")} copied from {source.Name} to {target.Name}");
            return ExitCodes.Success;
        }
        catch (MlflowException fault)
        {
            throw new RefusalException($"{fault.Message.TrimEnd('.')}; the same command goes on from here", fault);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Complain("stopped; the same command goes on from here");
            throw;
        }
    }

    /// <param name="Name">What people know it by: an address, or the folder that is served only meanwhile.</param>
    private sealed record Side(MlflowClient Client, string Name);

    private static MlflowClient Client(string uri, Func<string, string?> environment)
    {
        try
        {
            return new MlflowClient(MlflowConnection.Parse(uri, environment));
        }
        catch (FormatException fault)
        {
            throw new RefusalException(fault.Message, fault);
        }
    }
}
