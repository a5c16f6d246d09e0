using Orchestrator.CommandLine;
using Orchestrator.Tracking;
using Shared.Mlflow;

namespace Orchestrator.Bench.Tracking;

/// <summary><c>bench tracking</c>: how fast a tracking server takes metrics, runs and files, and answers searches; of ours also what it costs.</summary>
public sealed class TrackingBench(Terminal terminal, TrackingBenchOptions options)
{
    private readonly string _name = $"bench-{Guid.CreateVersion7():N}";

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-tracking-").FullName;
        try
        {
            await (options.Uri is { } uri ? OfOtherAsync(uri, folder, cancellation) : OfOursAsync(folder, cancellation));
            return ExitCodes.Success;
        }
        catch (MlflowException fault)
        {
            throw new RefusalException(fault.Message, fault);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task OfOtherAsync(string uri, string folder, CancellationToken cancellation)
    {
        using var client = new MlflowClient(CheckedConnection(uri));
        var target = new BenchTarget(client, null, terminal);
        await WriteAsync(target, folder, cancellation);
        var started = terminal.Clock.GetTimestamp();
        var data = await BenchData.SendAsync(client, _name, options, cancellation);
        SayFilled(started);
        await new ReadingRows(options).RunAsync(target, data, cancellation);
        await terminal.Out.WriteLineAsync($"the experiments {_name}… stay on {client.Connection}");
    }

    // Filled while nobody serves it: what is searched would take minutes over the API.
    private async Task OfOursAsync(string folder, CancellationToken cancellation)
    {
        await OnOursAsync(folder, target => WriteAsync(target, folder, cancellation), cancellation);
        var started = terminal.Clock.GetTimestamp();
        var place = new OrchestratorOptions { DataFolder = folder };
        var database = new TrackingOptions { DatabaseFile = place.TrackingDatabase, ArtifactRoot = place.ArtifactFolder, SurvivePowerCut = false };
        var data = await BenchData.WriteAsync(database, _name, options, terminal.Clock, cancellation);
        SayFilled(started);
        await OnOursAsync(folder, target => new ReadingRows(options).RunAsync(target, data, cancellation), cancellation);
    }

    private async Task OnOursAsync(string folder, Func<BenchTarget, Task> measure, CancellationToken cancellation)
    {
        await using var process = await TrackingProcess.StartAsync(folder, [], cancellation);
        using var client = new MlflowClient(MlflowConnection.Parse(process.Address.AbsoluteUri, _ => null));
        await measure(new BenchTarget(client, process, terminal));
        await process.StopAsync(cancellation);
    }

    private async Task WriteAsync(BenchTarget target, string folder, CancellationToken cancellation)
    {
        var experiment = await target.Client.CreateExperimentAsync(_name, cancellation: cancellation);
        await new LoggingRows(options, experiment).RunAsync(target, cancellation);
        await new TransferRows(options, experiment).RunAsync(target, folder, cancellation);
    }

    private void SayFilled(long started) =>
        terminal.Out.WriteLine($"filled with {options.Runs.Sum():N0} runs and {options.Points:N0} points in {terminal.Clock.GetElapsedTime(started).TotalSeconds:N1} s");

    private static MlflowConnection CheckedConnection(string uri)
    {
        try
        {
            return MlflowConnection.Parse(uri);
        }
        catch (FormatException fault)
        {
            throw new RefusalException(fault.Message, fault);
        }
    }
}
