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
/// One of many agents in a process. Has what a real one has: an actor system with a port of its own, its trials, its outbox, its way to the tracking server. Only its trainers are simulated.
/// </summary>
/// <param name="turnaround">Of all agents of the process.</param>
/// <param name="load">What the machine does is measured once for all.</param>
internal sealed class SimulatedAgent(GpuNodeOptions options, Catalogue catalogue, SlotTurnaround turnaround, LoadMonitor load)
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(30);

    private volatile NodeHost? _host;

    /// <summary>Whether an orchestrator answers it.</summary>
    public bool Joined => _host is { Joined: true };

    /// <summary>Lives until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var clock = TimeProvider.System;
        using var checkpoints = new CheckpointClient();
        var settings = Settings(checkpoints, clock);
        TrialHost? trials = null;
        await using var outbox = Outbox.Open(new OutboxOptions(options.OutboxFolder), clock);
        await using var sink = new RunSink(outbox, clock, (sweep, trial) => trials?.UnlessHeld(sweep.Id, trial.Index, () => WorkFolders.Forget(settings, sweep, trial)));
        trials = new TrialHost([.. options.Slots.Select(slot => new DeviceSlot(slot.Name, slot.Device, settings))], settings, sink.Begin) { Unsent = sink.Holds, Load = () => load.Newest };
        var identity = new AgentIdentity(options.Name, Guid.NewGuid().ToString("N"), catalogue.Experiments.ToDictionary(known => known.Name, known => known.Version));
        _host = new NodeHost(options, tls: null, trials, identity, clock);
        await _host.RunAsync(stop);
        await trials.CloseAsync();
        if (await sink.FlushAsync(FlushPatience) is > 0 and var unsent)
        {
            Log.Warning("{Runs} runs of {Name} were not sent in time", unsent, options.Name);
        }
    }

    private TrainerSettings Settings(CheckpointClient checkpoints, TimeProvider clock) => new(
        SiblingProgram.Trainer(), options.WorkFolder, options.StopGrace, clock,
        (_, _) => throw new NotSupportedException("simulated agents have no data sets"),
        (_, _, _, _, _) => throw new NotSupportedException("simulated agents have no weights"))
    {
        Start = (_, _) => new SimulatedTrainer(clock),
        Turnaround = turnaround,
        Checkpoints = new CheckpointTravel(new CheckpointCourier(checkpoints, clock), new CheckpointFetch(checkpoints, clock)),
    };
}
