using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using GpuNode.Tracking;
using GpuNode.Trainers;
using Serilog;
using Serilog.Events;
using Shared.Catalogues;
using Shared.Datasets;
using Shared.Hosting;

namespace GpuNode;

/// <summary>The agent process from its start to its exit code.</summary>
public static class Agent
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(30);

    /// <returns>0 after a stop that was asked for; 2 where the machine lacks something, said in one line.</returns>
    public static async Task<int> RunAsync(GpuNodeOptions options, CancellationToken cancellation)
    {
        if (Ports.Claim(options.Host, options.Port).Fault is { } taken)
        {
            await Console.Error.WriteLineAsync($"GpuNode: {taken}; see --host and --port");
            return 2;
        }

        SiblingProgram trainer;
        Catalogue catalogue;
        try
        {
            trainer = SiblingProgram.Trainer();
            catalogue = Catalogue.FromJson(await File.ReadAllTextAsync(trainer.File(Catalogue.FileName), cancellation));
            Directory.CreateDirectory(options.Data);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync($"GpuNode: {fault.Message}");
            return 2;
        }

        StartLog(options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        if (options.Tied)
        {
            WatchInput(stop);
        }

        await LiveAsync(options, trainer, catalogue, stop.Token);
        await Log.CloseAndFlushAsync();
        return 0;
    }

    private static async Task LiveAsync(GpuNodeOptions options, SiblingProgram trainer, Catalogue catalogue, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        var datasets = DatasetStore.Standard(options.Datasets);
        var settings = new TrainerSettings(
            trainer, Path.Combine(options.Data, "work"), options.ThreadsPerSlot(Environment.ProcessorCount), options.StopGrace, clock,
            (name, progress) => datasets.EnsureAsync(name, progress, stop));
        await using var sink = new RunSink(clock);
        var trials = new TrialHost([.. options.Slots.Select(slot => new DeviceSlot(slot.Name, slot.Device, settings))], settings, sink.Begin);
        var identity = new AgentIdentity(options.Name, Guid.NewGuid().ToString("N"), catalogue.Experiments.ToDictionary(known => known.Name, known => known.Version));
        Log.Information("Agent {Name} joins {Join} with slots {Slots}", options.Name, options.Join, options.Slots.Select(slot => slot.Name));

        await new NodeHost(options, trials, identity).RunAsync(stop);

        trials.Close();
        if (await sink.FlushAsync(FlushPatience) is > 0 and var unsent)
        {
            Log.Error("{Runs} runs have metrics or pictures that the tracking server did not take in time", unsent);
        }
    }

    private static void StartLog(GpuNodeOptions options) => Log.Logger = new LoggerConfiguration()
        .MinimumLevel.Information()
        .MinimumLevel.Override("Akka", LogEventLevel.Warning)
        .Enrich.WithProperty("Agent", options.Name)
        .WriteTo.Console(restrictedToMinimumLevel: options.Tied ? LogEventLevel.Fatal : LogEventLevel.Information, formatProvider: CultureInfo.InvariantCulture)
        .WriteTo.File(
            Path.Combine(options.Data, "logs", $"node-{options.Name}-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7, shared: true,
            formatProvider: CultureInfo.InvariantCulture)
        .CreateLogger();

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }

    // The process that started the agent is gone when the pipe closes, however it went.
    private static void WatchInput(CancellationTokenSource stop) => new Thread(() =>
    {
        var input = Console.OpenStandardInput();
        while (input.Read(new byte[256]) > 0)
        {
            // Nothing is ever said here; only the end counts.
        }

        stop.Cancel();
    })
    { IsBackground = true, Name = "tie" }.Start();
}
