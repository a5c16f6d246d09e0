using System.Globalization;
using System.Net;
using Orchestrator.Api;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;

namespace Orchestrator.Bench;

/// <summary>
/// <c>bench load</c>: many agents on one orchestrator. Orchestrator, tracking server and the wire are real, and so is each agent but for its trainers, which only wait; some agents share a
/// process, for a machine has no room for a hundred.
/// </summary>
public sealed class LoadBench(Terminal terminal, LoadPlan plan)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    /// <returns>An exit code: 1 where a trial is missing, or ran twice.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-load-").FullName;
        try
        {
            await using var cluster = new ChaosCluster(folder, external: true, [.. Enumerable.Repeat(plan.Slots, plan.Processes)], ChaosNet.Loopback, terminal.Clock, plan.Agents);
            await cluster.StartServersAsync(cancellation);
            Say($"load     {plan.Agents:N0} agents of {plan.Slots:N0} slots in {plan.Processes:N0} processes, trials of {plan.Seconds:0.###} s; load average {LoadAverage()}");
            await JoinAsync(cluster, cancellation);
            await IdleAsync(cluster, cancellation);
            return await TrainAsync(cluster, Path.Combine(folder, "orchestrator"), cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // One process after the other: they have two cores where a cluster has a machine for each agent, and one that starts keeps the heartbeats of the others waiting.
    private async Task JoinAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        var started = terminal.Clock.GetTimestamp();
        for (var process = 0; process < plan.Processes; process++)
        {
            cluster.BeginAgent(process);
            while (await JoinedAsync(cluster.Client, cancellation) < plan.AgentsUntil(process))
            {
                await Task.Delay(Pause, terminal.Clock, cancellation);
            }
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
        await Task.Delay(plan.Rest, terminal.Clock, cancellation);
        var before = LoadMoment.Of(cluster, 0, terminal.Clock);
        await Task.Delay(Idle, terminal.Clock, cancellation);
        var used = new LoadWindow(before, LoadMoment.Of(cluster, 0, terminal.Clock));
        Say($"idle     orchestrator {used.Cores(by => by.Orchestrator):N2} cores, agents {used.Cores(by => by.Agents):N2} cores over {used.Seconds:N0} s; orchestrator held {used.After.Orchestrator.Memory / 1048576.0:N0} MiB at most");
    }

    private async Task<int> TrainAsync(ChaosCluster cluster, string data, CancellationToken cancellation)
    {
        var journal = JournalSize(data);
        var id = await NoopSweep.SubmitAsync(cluster.Client, NoopSweep.Yaml("load", 0, plan.Trials, sleepMs: plan.Seconds * 1000), cancellation);
        // Between the beginning, when code is compiled and every slot is filled at once, and the end, when slots run dry.
        var before = await UntilAsync(plan.From);
        var after = await UntilAsync(plan.To);
        var used = new LoadWindow(before, after);
        Say($"steady   {used.Trials:N0} trials in {used.Seconds:N1} s: {used.Trials / used.Seconds:N0} trials/s of {plan.Agents * plan.Slots / plan.Seconds:N0} that the slots could do; load average {LoadAverage()}");
        Say($"CPU      orchestrator {used.Cores(by => by.Orchestrator):N2} cores, {used.Cost(by => by.Orchestrator):N2} ms a trial; tracking server {used.Cores(by => by.Tracking):N2}, {used.Cost(by => by.Tracking):N2} ms; all agents {used.Cores(by => by.Agents):N2}, {used.Cost(by => by.Agents):N2} ms; this machine {used.Busy:N2} of {Environment.ProcessorCount} cores");
        await SayTurnaroundAsync(cluster.Client, cancellation);
        var sweep = await NoopSweep.EndAsync(cluster.Client, id, terminal.Clock, cancellation);
        var end = LoadMoment.Of(cluster, sweep.Trials.Finished, terminal.Clock);
        Say($"memory   at most: orchestrator {end.Orchestrator.Memory / 1048576.0:N0} MiB, tracking server {end.Tracking.Memory / 1048576.0:N0} MiB, all agents {end.Agents.Memory / 1048576.0:N0} MiB");
        Say($"journal  {(JournalSize(data) - journal) / (double)plan.Trials:N0} bytes a trial");
        return await CountAsync(cluster.Client, id, cancellation);

        async Task<LoadMoment> UntilAsync(int finished)
        {
            var seen = await NoopSweep.UntilAsync(cluster.Client, id, sweep => sweep.Trials.Finished >= finished || SweepStates.Ended(sweep.State), terminal.Clock, cancellation);
            return LoadMoment.Of(cluster, seen.Trials.Finished, terminal.Clock);
        }
    }

    // The agents of a process tell the same: their slots are measured together.
    private async Task SayTurnaroundAsync(OrchestratorClient client, CancellationToken cancellation)
    {
        var turnarounds = (await client.NodesAsync(cancellation)).Select(node => node.Turnaround).OfType<TurnaroundDto>().OrderBy(one => one.P50Ms).ToList();
        if (turnarounds.Count > 0)
        {
            Say($"slot     free to next trial started: p50 {turnarounds[turnarounds.Count / 2].P50Ms:N1} ms, p99 {turnarounds.Max(one => one.P99Ms):N1} ms (the last 4,096 of each process; its median, its worst)");
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
}
