namespace Experiments.Training;

/// <summary>The learning rate as a function of the step alone: there is no scheduler whose state would have to be saved.</summary>
/// <param name="Peak">The constant rate, or the largest one of the cycle.</param>
public sealed record LearningRate(double Peak, bool OneCycle)
{
    /// <summary>Every schedule by its name in sweeps.</summary>
    public static readonly IReadOnlyList<string> Schedules = ["constant", "one_cycle"];

    /// <summary>Where more epochs begin with the bits of fewer: a cycle is stretched over all its steps, so there every rate is another one.</summary>
    public const string TrainsOn = "schedule == 'constant'";

    /// <summary>The rate of a step, from 0. One cycle is Smith, Topin, "Super-convergence" (2018): cosine up from a 25th over 30 % of the steps, cosine down to a
    /// 10,000th.</summary>
    public double At(long step, long steps)
    {
        const double warmUp = 0.3;
        if (!OneCycle)
        {
            return Peak;
        }

        var done = steps > 1 ? (double)step / (steps - 1) : 1;
        return done < warmUp
            ? Cosine(Peak / 25, Peak, done / warmUp)
            : Cosine(Peak, Peak / 1e4, (done - warmUp) / (1 - warmUp));
    }

    private static double Cosine(double from, double to, double fraction) => to + ((from - to) * (1 + Math.Cos(Math.PI * fraction)) / 2);
}
