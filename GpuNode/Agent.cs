using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using GpuNode.Checkpoints;
using GpuNode.Machine;
using GpuNode.Outboxes;
using GpuNode.Tracking;
using GpuNode.Trainers;
using GpuNode.Watching;
using Serilog;
using Shared.Catalogues;
using Shared.Datasets;
using Shared.Hosting;
using Shared.Trials;

namespace GpuNode;

/// <summary>The agent process from its start to its exit code.</summary>
public static class Agent
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(30);

    /// <returns>0 after a stop that was asked for; 2 where the machine lacks something, said in one line.</returns>
    public static async Task<int> RunAsync(GpuNodeOptions options, AgentCredentials credentials, CancellationToken cancellation)
    {
        SiblingProgram trainer;
        Catalogue catalogue;
        Outbox outbox;
        try
        {
            trainer = SiblingProgram.Trainer();
            catalogue = Catalogue.FromJson(await File.ReadAllTextAsync(trainer.File(Catalogue.FileName), cancellation));
            CheckFolders(options);
            _ = ListenAddress.Claim(options.Host, options.Port);
            AgentLog.Start(options);
            outbox = OpenOutbox(options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync($"GpuNode: {fault.Message.TrimEnd('.')}{Cure(fault)}");
            return 2;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signals = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (options.Tied)
        {
            WatchInput(stop);
        }

        await using (outbox)
        {
            await LiveAsync(options, credentials, trainer, catalogue, outbox, stop.Token);
        }

        await Log.CloseAndFlushAsync();
        return 0;

        // The second signal ends the process at once; its trainers end with their pipes, and the checkpoints stay.
        void Stop(PosixSignalContext signal)
        {
            if (Interlocked.Increment(ref signals) == 1)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
    }

    private static async Task LiveAsync(GpuNodeOptions options, AgentCredentials credentials, SiblingProgram trainer, Catalogue catalogue, Outbox outbox, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        var datasets = DatasetStore.Standard(options.Datasets);
        using var weights = new WeightsStore(clock, credentials: credentials);
        using var shorter = new ShorterTrainings(clock, credentials);
        using var checkpoints = new CheckpointClient(credentials.Access);
        var settings = new TrainerSettings(
            trainer, options.WorkFolder, options.StopGrace, clock,
            (sweep, progress) => datasets.EnsureAsync(
                sweep.Dataset, sweep.DatasetOptions.ToDictionary(option => option.Key, option => ParameterValue.FromWire(option.Value)), progress, stop),
            (sweep, start, work, progress, stopping) => weights.EnsureAsync(start, work, progress, stopping, sweep.CheckpointUri))
        {
            Growth = options.TrainerGrowth,
            Shorter = shorter.EnsureAsync,
            Checkpoints = new CheckpointTravel(new CheckpointCourier(checkpoints, clock), new CheckpointFetch(checkpoints, clock)),
        };
        var gpus = options.Devices.Any(device => device != "cpu") ? new GpuLook(clock) : null;
        var load = new LoadMonitor(options.Data, gpus, () => outbox.Depth, clock);
        TrialHost? trials = null;
        using var meter = new AgentMeter(() => outbox.Depth, () => trials, clock);
        using var telemetry = new AgentTelemetry(options.Name);
        await using var sink = new RunSink(outbox, clock, (sweep, trial) => trials?.UnlessHeld(sweep.Id, trial.Index, () => WorkFolders.Forget(settings, sweep, trial)), credentials: credentials);
        trials = new TrialHost([.. options.Slots.Select(slot => new DeviceSlot(slot.Name, slot.Device, settings))], settings, sink.Begin) { Unsent = sink.Holds, Load = () => load.Newest, Counts = meter.Ended };
        foreach (var (left, run) in sink.Resume())
        {
            trials.Adopt(left.Begun.Sweep, left.Begun.Assignment, run, left.Result!);
        }

        var identity = new AgentIdentity(options.Name, Guid.NewGuid().ToString("N"), catalogue.Experiments.ToDictionary(known => known.Name, known => known.Version));
        Log.Information("Agent {Name} joins {Join} with slots {Slots}", options.Name, options.Join, options.Slots.Select(slot => slot.Name));

        if (credentials.Tls?.EndsSoon(clock.GetUtcNow()) is { } soon)
        {
            Log.Warning("{Certificate}", soon);
        }

        using var janitor = new Janitor(options.WorkFolder, trials, checkpoints, clock);
        var host = new NodeHost(options, credentials.Tls, trials, identity, clock);
        var memory = gpus is null ? null : new GpuMemoryMonitor(gpus, trials.HasUnfinished, trials.Measured, clock);
        await (memory?.LookAsync(stop) ?? Task.CompletedTask);

        var cleaning = Task.WhenAll(
            janitor.RunAsync(stop),
            load.RunAsync(stop),
            new Heartbeat(options.Data, options.Name, () => host.Joined, clock).RunAsync(stop),
            memory?.RunAsync(stop) ?? Task.CompletedTask);
        var monitoring = options.SystemMetricsEvery > TimeSpan.Zero
            ? new SystemMonitor(options.Data, options.SystemMetricsEvery, gpus, trials.InWork, clock).RunAsync(stop)
            : Task.CompletedTask;
        await host.RunAsync(stop);
        await Task.WhenAll(cleaning, monitoring);

        await trials.CloseAsync();
        if (await sink.FlushAsync(FlushPatience) is > 0 and var unsent)
        {
            Log.Warning(
                "{Runs} runs have metrics or pictures that the tracking server did not take in time; they are kept, and sent when the agent {Name} is started again on this data folder", unsent, options.Name);
        }
    }

    private static Outbox OpenOutbox(GpuNodeOptions options)
    {
        try
        {
            return Outbox.Open(new OutboxOptions(options.OutboxFolder, options.OutboxSize, options.OutboxDrop), TimeProvider.System);
        }
        catch (IOException held) when (held.HResult is 11 or 35 || held.Message.Contains("being used by another process", StringComparison.Ordinal))
        {
            throw new NameTakenException($"another agent called '{options.Name}' runs on {options.Data}; give each its own --name");
        }
    }

    // A folder that can't be written, or a full disk, is found here and not by the first checkpoint.
    private static void CheckFolders(GpuNodeOptions options)
    {
        Directory.CreateDirectory(options.LogFolder);
        Directory.CreateDirectory(options.WorkFolder);
        using var probe = new FileStream(
            Path.Combine(options.WorkFolder, $".probe-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        probe.Write(new byte[4096]);
    }

    private static string Cure(Exception fault) => fault switch
    {
        FileNotFoundException or NameTakenException => "",
        JsonException => $" (the trainer's {Catalogue.FileName} is of another build: {Programs.BuildAnew})",
        { InnerException: SocketException } => " (see --host and --port)",
        _ => " (choose another folder with --data)",
    };

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

    private sealed class NameTakenException(string message) : IOException(message);
}
