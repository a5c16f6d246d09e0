namespace Orchestrator.Bench.Chaos;

/// <summary>
/// Rounds of chaos, one seed after the other, each against the same undisturbed round, which is run once. The folder of a round that broke an invariant stays, with its report.
/// </summary>
/// <param name="folder">Below it each round has a folder of its own.</param>
/// <param name="sleeping">Trials sleep instead of training: many more rounds an hour, on what has nothing to do with checkpoints and weights.</param>
public sealed class ChaosSeries(string folder, bool sleeping, TimeProvider clock)
{
    private ChaosTrace? _calm;
    private int _rounds;

    /// <summary>The undisturbed round, where it was not run yet.</summary>
    /// <exception cref="InvalidOperationException">It went wrong, though nobody disturbed it.</exception>
    public async Task CalmAsync(CancellationToken cancellation)
    {
        if (_calm is null)
        {
            var (outcome, place) = await RoundAsync(new ChaosPlan(0, External: false, SparesTrainers: true, []), "calm", cancellation);
            if (outcome.Broken.Count > 0 || outcome.Trace.Trials.Any(trial => trial.Runs is not [var run] || (!sleeping && (run.Weights == "" || run.Chain == ""))))
            {
                throw new InvalidOperationException($"the undisturbed round went wrong; its folder {place} stays: {string.Join("; ", outcome.Broken)}");
            }

            Directory.Delete(place, recursive: true);
            _calm = outcome.Trace;
        }
    }

    /// <summary>One round.</summary>
    public async Task<ChaosVerdict> RunAsync(ChaosPlan plan, CancellationToken cancellation)
    {
        await CalmAsync(cancellation);
        var (outcome, place) = await RoundAsync(plan, $"round-{++_rounds}", cancellation);
        var verdict = new ChaosVerdict(plan, outcome, place);
        if (verdict.Holds)
        {
            Directory.Delete(place, recursive: true);
        }
        else
        {
            await File.WriteAllTextAsync(Path.Combine(place, "report.txt"), verdict.Report(), cancellation);
        }

        return verdict;
    }

    private async Task<(RoundOutcome Outcome, string Place)> RoundAsync(ChaosPlan plan, string name, CancellationToken cancellation)
    {
        var place = Path.Combine(folder, name);
        await using var namespaces = plan.Blows.Any(blow => blow.IsCut) ? await ChaosNamespaces.MakeAsync(ChaosCluster.Slots.Count) : null;
        await using var cluster = new ChaosCluster(place, plan.External, ChaosCluster.Slots, namespaces?.Net ?? ChaosNet.Loopback, clock);
        return (await new ChaosRound(cluster, plan, sleeping, _calm, clock).RunAsync(cancellation), place);
    }
}
