using System.Globalization;
using System.Runtime.InteropServices;
using GpuNode.Machine;
using GpuNode.Trainers;
using Serilog;
using Shared.Catalogues;
using Shared.Hosting;

namespace GpuNode.Simulation;

/// <summary>Several agents in one process, for <c>bench load</c>; they share its threads and its log.</summary>
internal static class SimulatedAgents
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <param name="first">Number of the first agent: those of several processes have different names.</param>
    /// <returns>An exit code.</returns>
    public static async Task<int> RunAsync(string join, string data, int first, int agents, int slots)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        GpuNodeOptions[] all = [.. Enumerable.Range(first, agents).Select(Options)];
        AgentLog.Start(all[0]);
        var catalogue = Catalogue.FromJson(await File.ReadAllTextAsync(SiblingProgram.Trainer().File(Catalogue.FileName)));
        var load = new LoadMonitor(data, gpus: null, () => default, TimeProvider.System);
        var loading = load.RunAsync(stop.Token);
        var turnaround = new SlotTurnaround();
        await LiveAsync([.. all.Select(options => new SimulatedAgent(options, catalogue, turnaround, load))], stop.Token);
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

    // One joins after the other. While an actor system is made it keeps a thread waiting for what others of the same pool do: all at once keep every thread, and nobody of the process does anything,
    // heartbeats of those that have joined included, until the pool has grown, by a thread or two a second.
    private static async Task LiveAsync(IEnumerable<SimulatedAgent> agents, CancellationToken stop)
    {
        var lives = new List<Task>();
        foreach (var agent in agents)
        {
            lives.Add(agent.RunAsync(stop));
            while (!agent.Joined && !stop.IsCancellationRequested)
            {
                await Task.Delay(Look, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(lives);
    }
}
