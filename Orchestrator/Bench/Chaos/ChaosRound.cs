using System.Text;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.Bench.Chaos;

/// <summary>A blow as it fell.</summary>
/// <param name="At">When it really fell: a machine with much to do is late.</param>
/// <param name="Hit">Who was hit; null where nobody was there.</param>
internal sealed record FallenBlow(Blow Blow, TimeSpan At, string? Hit)
{
    public override string ToString() => FormattableString.Invariant($"{Blow}; at {At.TotalSeconds:0.0} s {Hit ?? "nobody was there"}");
}

/// <summary>What became of a round.</summary>
/// <param name="Broken">The invariants that do not hold, a line each.</param>
/// <param name="Took">From submission to the end of the last sweep.</param>
internal sealed record RoundOutcome(ChaosTrace Trace, IReadOnlyList<FallenBlow> Blows, IReadOnlyList<string> Broken, TimeSpan Took, int Restarts);

/// <summary>One round: the sweeps of <see cref="ChaosSweeps"/> from submission to end, with blows falling meanwhile, and the look at what they left behind.</summary>
/// <param name="sleeping">Trials sleep instead of training.</param>
/// <param name="calm">What an undisturbed round left behind; null where this is the one.</param>
internal sealed class ChaosRound(ChaosCluster cluster, ChaosPlan plan, bool sleeping, ChaosTrace? calm, TimeProvider clock)
{
    private const int ManyAttempts = 50;

    // A trial takes a second on a core that has nothing else to do, a lost node some twenty.
    private static readonly TimeSpan StandstillPatience = TimeSpan.FromMinutes(5);

    // The agents send in the background, and pause up to 15 s after a server was away.
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task<RoundOutcome> RunAsync(CancellationToken cancellation)
    {
        await cluster.StartAsync(cancellation);
        List<string> sweeps = [];
        foreach (var yaml in ChaosSweeps.Yaml(plan.SparesTrainers ? 1 : ManyAttempts, sleeping))
        {
            var answer = await cluster.Client.SubmitAsync(Encoding.UTF8.GetBytes(yaml), fresh: false, cancellation);
            sweeps.Add(answer.Submitted?.Id ?? throw new InvalidOperationException($"a sweep of the chaos is refused: {string.Join("; ", answer.Faults)}"));
        }

        var started = clock.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var falling = FallAsync(started, over.Token);
        var ended = await EndAsync(sweeps, cancellation);
        var took = clock.GetElapsedTime(started);
        await over.CancelAsync();
        var blows = await falling;
        if (!ended.All(sweep => SweepStates.Ended(sweep.State)))
        {
            return new RoundOutcome(new ChaosTrace([], []), blows, [.. ended.Select(sweep => $"{sweep.Name} stood still for {StandstillPatience}: {sweep.Trials}, {sweep.Waits}")], took, cluster.Restarts);
        }

        var (trace, broken) = await SettleAsync(sweeps, cancellation);
        return new RoundOutcome(trace, blows, broken, took, cluster.Restarts);
    }

    private async Task<IReadOnlyList<FallenBlow>> FallAsync(long started, CancellationToken over)
    {
        List<FallenBlow> fallen = [];
        foreach (var blow in plan.Blows)
        {
            var wait = blow.At - clock.GetElapsedTime(started);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                break;
            }

            fallen.Add(new FallenBlow(blow, clock.GetElapsedTime(started), cluster.Strike(blow)));
        }

        return fallen;
    }

    // The orchestrator may be away, or stand still, whenever it is asked. As long as trials finish, they are waited for.
    private async Task<IReadOnlyList<SweepDto>> EndAsync(IReadOnlyList<string> sweeps, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        IReadOnlyList<SweepDto> seen = [];
        var finished = 0;
        while (clock.GetElapsedTime(started) < StandstillPatience)
        {
            try
            {
                seen = [.. await Task.WhenAll(sweeps.Select(sweep => cluster.Client.SweepAsync(sweep, cancellation)))];
                if (seen.All(sweep => SweepStates.Ended(sweep.State)))
                {
                    break;
                }

                if (seen.Sum(sweep => sweep.Trials.Finished) is var now && now > finished)
                {
                    (finished, started) = (now, clock.GetTimestamp());
                }
            }
            catch (Exception away) when (away is HttpRequestException or RefusalException)
            {
                // Asked again.
            }

            await Task.Delay(Pause, clock, cancellation);
        }

        return seen;
    }

    // What is still on its way to the tracking server arrives within the patience, or never.
    private async Task<(ChaosTrace Trace, IReadOnlyList<string> Broken)> SettleAsync(IReadOnlyList<string> sweeps, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                var trace = await new ChaosTraceReader(cluster, again: sleeping, cancellation).ReadAsync(sweeps);
                var broken = Invariants.Broken(trace, calm ?? trace);
                if (broken.Count == 0 || clock.GetElapsedTime(started) > RecordPatience)
                {
                    return (trace, broken);
                }
            }
            catch (Exception away) when (away is HttpRequestException or RefusalException or MlflowException && clock.GetElapsedTime(started) < RecordPatience)
            {
                // The last blow may have hit those who are asked.
            }

            await Task.Delay(4 * Pause, clock, cancellation);
        }
    }
}
