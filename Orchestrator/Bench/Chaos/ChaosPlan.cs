namespace Orchestrator.Bench.Chaos;

/// <summary>What happens under one seed: a pure function of it.</summary>
/// <param name="External">The sweeps are recorded in a tracking server of its own, which is hit too; else in the orchestrator's.</param>
/// <param name="SparesTrainers">No trainer is hit, and the sweeps have one attempt: what the loss of nodes and orchestrators costs must not count as a trial's fault.</param>
/// <param name="Blows">In the order of their time.</param>
public sealed record ChaosPlan(int Seed, bool External, bool SparesTrainers, IReadOnlyList<Blow> Blows)
{
    // A trial is over in a second or two: blows come as often.
    private const double ShortestGap = 0.5;
    private const double MeanGap = 2;

    public static ChaosPlan Of(int seed, TimeSpan length)
    {
        var random = new Random(seed);
        var (external, spares) = (seed % 2 == 1, seed % 3 == 0);
        var blows = new List<Blow>();
        for (var at = Gap(random); at < length; at += Gap(random))
        {
            blows.Add(Draw(random, at, external, spares));
        }

        return new ChaosPlan(seed, external, spares, blows);
    }

    /// <summary>The same blows at another pace: for a machine on which a trial takes longer.</summary>
    public ChaosPlan Stretched(double factor) => this with { Blows = [.. Blows.Select(blow => blow with { At = blow.At * factor })] };

    /// <summary>A round each for agent and orchestrator, cut off both ways or in one, for a moment or long enough that everybody gives the other up.</summary>
    public static IReadOnlyList<ChaosPlan> Partitions { get; } =
    [
        .. from victim in new[] { Victim.Agent, Victim.Orchestrator }
           from deed in new[] { Deed.CutOff, Deed.Deafen, Deed.Mute }
           from seconds in new[] { 3, 30 }
           select Partition(victim, deed, TimeSpan.FromSeconds(seconds)),
    ];

    /// <summary>One cut, soon after the first trials began.</summary>
    public static ChaosPlan Partition(Victim victim, Deed deed, TimeSpan lasts) =>
        new(0, External: false, SparesTrainers: true, [new Blow(TimeSpan.FromSeconds(8), victim, deed, lasts, 0)]);

    private static TimeSpan Gap(Random random) => TimeSpan.FromSeconds(ShortestGap - ((MeanGap - ShortestGap) * Math.Log(1 - random.NextDouble())));

    private static Blow Draw(Random random, TimeSpan at, bool external, bool spares)
    {
        var victim = random.Next(10) switch
        {
            < 4 => spares ? Victim.Agent : Victim.Trainer,
            < 7 => Victim.Agent,
            < 9 => Victim.Orchestrator,
            _ => external ? Victim.Tracking : Victim.Orchestrator,
        };
        var deed = random.Next(4) switch
        {
            < 2 => Deed.Kill,
            2 => Deed.Terminate,
            _ => Deed.Freeze,
        };
        // Now and then longer than failure detector and resolver together: then the node is downed, or the trials are given to another.
        var longest = random.Next(5) == 0 ? 16 : 4;
        return new Blow(at, victim, deed, TimeSpan.FromSeconds(0.2 + (random.NextDouble() * longest)), random.Next(1000));
    }
}
