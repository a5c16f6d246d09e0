using System.Diagnostics;
using System.Globalization;
using System.Net;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;

namespace Orchestrator.Bench;

/// <summary>
/// <c>bench load</c>: many agents on one orchestrator. Orchestrator, tracking server and the wire are real, and so is each agent but for its trainers, which only wait; all agents share one
/// process, for a machine has no room for a hundred.
/// </summary>
public sealed class LoadBench(Terminal terminal, LoadPlan plan)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Until joining is over and the code that agents without work need is compiled.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    /// <returns>An exit code: 1 where a trial is missing, or ran twice.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-load-").FullName;
        try
        {
            await using var cluster = new ChaosCluster(folder, external: true, [plan.Slots], ChaosNet.Loopback, terminal.Clock, plan.Agents);
            await cluster.StartAsync(cancellation);
            Say($"load     {plan.Agents:N0} agents of {plan.Slots:N0} slots, trials of {plan.Seconds:0.###} s; load average {LoadAverage()}");
            await JoinAsync(cluster, cancellation);
            await IdleAsync(cluster, cancellation);
            return await TrainAsync(cluster, Path.Combine(folder, "orchestrator"), cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task JoinAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        var started = terminal.Clock.GetTimestamp();
        while (await JoinedAsync(cluster.Client, cancellation) < plan.Agents)
        {
            await Task.Delay(Pause, terminal.Clock, cancellation);
        }

        Say($"joined   all {plan.Agents:N0} agents in {terminal.Clock.GetElapsedTime(started).TotalSeconds:N1} s");
    }

    // Many that join at once may keep an orchestrator from answering in time.
    private static async Task<int> JoinedAsync(OrchestratorClient client, CancellationToken cancellation)
    {
        try
        {
            return (await client.NodesAsync(cancellation)).Length;
        }
        catch (HttpRequestException busy) when (busy.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return 0;
        }
    }

    private async Task IdleAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        await Task.Delay(Rest, terminal.Clock, cancellation);
        var before = Moment.Of(cluster, 0, terminal.Clock);
        await Task.Delay(Idle, terminal.Clock, cancellation);
        var used = new Window(before, Moment.Of(cluster, 0, terminal.Clock));
        Say($"idle     orchestrator {used.Orchestrator:N2} cores, agents {used.Agents:N2} cores over {used.Seconds:N0} s; orchestrator held {used.After.Memory / 1048576.0:N0} MiB at most");
    }

    private async Task<int> TrainAsync(ChaosCluster cluster, string data, CancellationToken cancellation)
    {
        var journal = JournalSize(data);
        var id = await NoopSweep.SubmitAsync(cluster.Client, NoopSweep.Yaml("load", 0, plan.Trials, sleepMs: plan.Seconds * 1000), cancellation);
        // Between the beginning, when code is compiled and every slot is filled at once, and the end, when slots run dry.
        var before = await UntilAsync(plan.From);
        var after = await UntilAsync(plan.To);
        var used = new Window(before, after);
        Say($"steady   {used.Trials:N0} trials in {used.Seconds:N1} s: {used.Trials / used.Seconds:N0} trials/s of {plan.Agents * plan.Slots / plan.Seconds:N0} that the slots could do; load average {LoadAverage()}");
        Say($"CPU      orchestrator {used.Orchestrator:N2} cores, {used.CostOf(used.Orchestrator):N2} ms a trial; tracking server {used.Tracking:N2}, {used.CostOf(used.Tracking):N2} ms; all agents {used.Agents:N2}, {used.CostOf(used.Agents):N2} ms");
        await SayTurnaroundAsync(cluster.Client, cancellation);
        var sweep = await NoopSweep.EndAsync(cluster.Client, id, terminal.Clock, cancellation);
        var end = Moment.Of(cluster, sweep.Trials.Finished, terminal.Clock);
        Say($"memory   at most: orchestrator {end.Memory / 1048576.0:N0} MiB, tracking server {end.TrackingMemory / 1048576.0:N0} MiB, all agents {end.AgentsMemory / 1048576.0:N0} MiB");
        Say($"journal  {(JournalSize(data) - journal) / (double)plan.Trials:N0} bytes a trial");
        return await CountAsync(cluster.Client, id, cancellation);

        async Task<Moment> UntilAsync(int finished)
        {
            var seen = await NoopSweep.UntilAsync(cluster.Client, id, sweep => sweep.Trials.Finished >= finished || SweepStates.Ended(sweep.State), terminal.Clock, cancellation);
            return Moment.Of(cluster, seen.Trials.Finished, terminal.Clock);
        }
    }

    // All agents tell the same: their slots are measured together.
    private async Task SayTurnaroundAsync(OrchestratorClient client, CancellationToken cancellation)
    {
        if ((await client.NodesAsync(cancellation)).Select(node => node.Turnaround).FirstOrDefault(one => one is not null) is { } turnaround)
        {
            Say($"slot     free to next trial started: p50 {turnaround.P50Ms:N1} ms, p99 {turnaround.P99Ms:N1} ms (the last 4,096)");
        }
    }

    private async Task<int> CountAsync(OrchestratorClient client, string sweep, CancellationToken cancellation)
    {
        var (once, again) = (0, 0);
        await foreach (var trial in client.AllTrialsAsync(sweep, cancellation))
        {
            once += trial is { State: "finished", Attempt: 1 } ? 1 : 0;
            again += trial.Attempt > 1 ? 1 : 0;
        }

        Say($"counted  {once:N0} of {plan.Trials:N0} trials finished in their first attempt, {again:N0} began again");
        return once == plan.Trials ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private static long JournalSize(string data) => new DirectoryInfo(data).GetFiles("journal.db*").Sum(file => file.Length);

    // Of the last minute, as Linux tells it.
    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private void Say(FormattableString line) => terminal.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the processes have used so far.</summary>
    private sealed record Moment(long At, int Finished, TimeSpan Orchestrator, TimeSpan Tracking, TimeSpan Agents, long Memory, long TrackingMemory, long AgentsMemory)
    {
        public static Moment Of(ChaosCluster cluster, int finished, TimeProvider clock)
        {
            using var orchestrator = Process.GetProcessById(cluster.OrchestratorProcess);
            using var tracking = Process.GetProcessById(cluster.TrackingProcess);
            using var agents = Process.GetProcessById(cluster.AgentProcesses.Single());
            return new(
                clock.GetTimestamp(), finished, orchestrator.TotalProcessorTime, tracking.TotalProcessorTime, agents.TotalProcessorTime, orchestrator.PeakWorkingSet64, tracking.PeakWorkingSet64, agents.PeakWorkingSet64);
        }
    }

    /// <summary>Between two moments; processors in cores.</summary>
    private sealed record Window(Moment Before, Moment After)
    {
        public double Seconds => Stopwatch.GetElapsedTime(Before.At, After.At).TotalSeconds;

        public int Trials => After.Finished - Before.Finished;

        public double Orchestrator => (After.Orchestrator - Before.Orchestrator).TotalSeconds / Seconds;

        public double Tracking => (After.Tracking - Before.Tracking).TotalSeconds / Seconds;

        public double Agents => (After.Agents - Before.Agents).TotalSeconds / Seconds;

        /// <summary>Milliseconds a trial.</summary>
        public double CostOf(double cores) => cores * Seconds * 1000 / Trials;
    }
}

/// <summary>What <see cref="LoadBench"/> runs.</summary>
/// <param name="Slots">Of each agent.</param>
/// <param name="Seconds">Of each trial.</param>
public sealed record LoadPlan(int Agents, int Slots, double Seconds, int? Wanted)
{
    public int Trials => Wanted ?? (10 * Agents * Slots);

    /// <summary>So many trials have finished when the measurement begins: a round and a half of all slots.</summary>
    public int From => Math.Min(Agents * Slots * 3 / 2, Trials / 3);

    /// <summary>And when it ends.</summary>
    public int To => Math.Max(Trials - (Agents * Slots), Trials * 2 / 3);
}
