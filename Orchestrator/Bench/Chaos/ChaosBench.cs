using Orchestrator.CommandLine;

namespace Orchestrator.Bench.Chaos;

/// <summary><c>bench chaos</c>: rounds of chaos, a line each, and their sum.</summary>
/// <param name="sleeping">Trials sleep instead of training.</param>
public sealed class ChaosBench(Terminal terminal, bool sleeping)
{
    /// <summary>How long blows fall on one round; it then goes to its end in peace.</summary>
    public static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(60);

    /// <summary>Seed after seed, at least one; a round that was begun is ended.</summary>
    /// <param name="pace">Stretches the schedule.</param>
    /// <returns>An exit code: 1 where an invariant was broken.</returns>
    public Task<int> RunAsync(TimeSpan time, int seed, double pace, CancellationToken cancellation)
    {
        var started = terminal.Clock.GetTimestamp();
        var seeds = Enumerable.Range(seed, int.MaxValue - seed).TakeWhile(one => one == seed || terminal.Clock.GetElapsedTime(started) < time);
        return RunAsync(seeds.Select(one => ChaosPlan.Of(one, RoundLength).Stretched(pace)), cancellation);
    }

    /// <summary>Every partition of the network once.</summary>
    /// <returns>An exit code: 1 where an invariant was broken.</returns>
    /// <exception cref="RefusalException">This machine can make none.</exception>
    public async Task<int> RunPartitionsAsync(CancellationToken cancellation) =>
        await ChaosNamespaces.MissingAsync() is { } missing ? throw new RefusalException(missing) : await RunAsync(ChaosPlan.Partitions, cancellation);

    private async Task<int> RunAsync(IEnumerable<ChaosPlan> plans, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-chaos-").FullName;
        var series = new ChaosSeries(folder, sleeping, terminal.Clock);
        List<ChaosVerdict> verdicts = [];
        try
        {
            Say("one round without chaos, to compare with");
            await series.CalmAsync(cancellation);
            foreach (var plan in plans)
            {
                var verdict = await series.RunAsync(plan, cancellation);
                verdicts.Add(verdict);
                Say(verdict.Holds ? verdict.Line() : verdict.Report());
            }
        }
        finally
        {
            Sum(verdicts);
            // What broke is kept.
            if (verdicts.All(verdict => verdict.Holds) && (cancellation.IsCancellationRequested || !Directory.EnumerateFileSystemEntries(folder).Any()))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return verdicts.All(verdict => verdict.Holds) ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private void Sum(List<ChaosVerdict> verdicts)
    {
        var hits = verdicts.SelectMany(verdict => verdict.Hits).GroupBy(pair => pair.Key).ToDictionary(kind => kind.Key, kind => kind.Sum(pair => pair.Value));
        Say($"{verdicts.Count} rounds, {verdicts.Sum(verdict => verdict.Trials):N0} trials, {ChaosVerdict.Words(hits)}: every invariant holds in {verdicts.Count(verdict => verdict.Holds)} of {verdicts.Count}");
    }

    private void Say(string line) => terminal.Out.WriteLine(line);
}
