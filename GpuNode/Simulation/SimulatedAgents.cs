using System.Globalization;
using System.Runtime.InteropServices;
using GpuNode.Checkpoints;
using GpuNode.Machine;
using GpuNode.Outboxes;
using GpuNode.Tracking;
using GpuNode.Trainers;
using Serilog;
using Shared.Catalogues;
using Shared.Hosting;

namespace GpuNode.Simulation;

/// <summary>
/// Many agents in one process, for <c>bench load</c>. Each has what a real one has: an actor system with a port of its own, its trials, its outbox, its way to the tracking server. Only
/// trainers are simulated, and what the machine does is measured once for all.
/// </summary>
internal static class SimulatedAgents
{
    /// <summary>Machines do not all start within the same moment, nor do they compile their code on the same two cores.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(30);

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>An exit code.</returns>
    public static async Task<int> RunAsync(string join, string data, int agents, int slots)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        GpuNodeOptions[] all = [.. Enumerable.Range(1, agents).Select(Options)];
        AgentLog.Start(all[0]);
        var catalogue = Catalogue.FromJson(await File.ReadAllTextAsync(SiblingProgram.Trainer().File(Catalogue.FileName)));
        var turnaround = new SlotTurnaround();
        var load = new LoadMonitor(data, gpus: null, () => default, TimeProvider.System);
        var loading = load.RunAsync(stop.Token);
        await Task.WhenAll(all.Select((options, place) => LiveAsync(place * Apart, options, catalogue, turnaround, load, stop.Token)));
        await loading;
        await Log.CloseAndFlushAsync();
        return 0;

        GpuNodeOptions Options(int number) => new()
        {
            Join = join,
            Name = string.Create(CultureInfo.InvariantCulture, $"simulated-{number}"),
            Data = data,
            Devices = ["cpu"],
            SlotsPerDevice = slots,
        };

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task LiveAsync(TimeSpan after, GpuNodeOptions options, Catalogue catalogue, SlotTurnaround turnaround, LoadMonitor load, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        await Task.Delay(after, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var checkpoints = new CheckpointClient();
        var settings = new TrainerSettings(
            SiblingProgram.Trainer(), options.WorkFolder, options.StopGrace, clock,
            (_, _) => throw new NotSupportedException("simulated agents have no data sets"),
            (_, _, _, _, _) => throw new NotSupportedException("simulated agents have no weights"))
        {
            Start = (_, _) => new SimulatedTrainer(clock),
            Turnaround = turnaround,
            Checkpoints = new CheckpointTravel(new CheckpointCourier(checkpoints, clock), new CheckpointFetch(checkpoints, clock)),
        };
        TrialHost? trials = null;
        await using var outbox = Outbox.Open(new OutboxOptions(options.OutboxFolder), clock);
        await using var sink = new RunSink(outbox, clock, (sweep, trial) => trials?.UnlessHeld(sweep.Id, trial.Index, () => WorkFolders.Forget(settings, sweep, trial)));
        trials = new TrialHost([.. options.Slots.Select(slot => new DeviceSlot(slot.Name, slot.Device, settings))], settings, sink.Begin) { Unsent = sink.Holds, Load = () => load.Newest };
        var identity = new AgentIdentity(options.Name, Guid.NewGuid().ToString("N"), catalogue.Experiments.ToDictionary(known => known.Name, known => known.Version));
        await new NodeHost(options, tls: null, trials, identity, clock).RunAsync(stop);
        await trials.CloseAsync();
        if (await sink.FlushAsync(FlushPatience) is > 0 and var unsent)
        {
            Log.Warning("{Runs} runs of {Name} were not sent in time", unsent, options.Name);
        }
    }
}
