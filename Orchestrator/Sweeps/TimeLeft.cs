namespace Orchestrator.Sweeps;

/// <summary>A trial that runs, as far as its end is to be foretold.</summary>
/// <param name="Seconds">It took so long from one to the other.</param>
/// <param name="From">Of its way, 0 to 1: where it was first seen. What its checkpoint had done before is not its pace.</param>
/// <param name="Fraction">Where it is now.</param>
public readonly record struct TrialPace(double Seconds, double From, double Fraction)
{
    // A trial's first steps are slow, and say little of the others.
    private const double Telling = 0.03;

    /// <summary>Seconds that the whole trial takes at this pace; null where too little of it was seen.</summary>
    public double? Whole => Seconds > 0 && Fraction - From >= Telling ? Seconds / (Fraction - From) : null;
}

/// <summary>Foretells a sweep's end. Pure.</summary>
public static class TimeLeft
{
    /// <summary>
    /// Each running trial goes on at its own pace; those that wait take as long as the finished and the running ones on average, on as many slots as are used now. The end is not before the longest
    /// running trial's.
    /// </summary>
    /// <param name="pending">Trials that wait.</param>
    /// <param name="finished">Trials that were trained to their end.</param>
    /// <param name="meanSeconds">Their mean; 0 where there are none.</param>
    /// <returns>Seconds; null where nothing can be known yet.</returns>
    public static double? Of(int pending, int finished, double meanSeconds, IReadOnlyList<TrialPace> running)
    {
        var totals = running.Select(trial => trial.Whole).OfType<double>().ToList();
        var ended = meanSeconds > 0 ? finished : 0;
        if (ended + totals.Count == 0)
        {
            return null;
        }

        var mean = ((ended * meanSeconds) + totals.Sum()) / (ended + totals.Count);
        var rests = running.Select(trial => (trial.Whole ?? mean) * Math.Max(0, 1 - trial.Fraction)).ToList();
        return Math.Max(rests.DefaultIfEmpty(0).Max(), (rests.Sum() + (pending * mean)) / Math.Max(1, running.Count));
    }
}
