namespace Experiments;

/// <summary>
/// Counter-based randomness: each draw's seed is a function of what the draw is for, never of what was drawn before. So nothing about random
/// state has to be saved, and a trial resumed at any batch draws what it would have drawn.
/// </summary>
public static class Seeds
{
    /// <summary>The seed of one draw, e.g. (trial seed; purpose, epoch, batch), by rounds of splitmix64's finalizer.</summary>
    public static ulong Mix(ulong seed, params ReadOnlySpan<ulong> counters)
    {
        var mixed = Finalize(seed);
        foreach (var counter in counters)
        {
            mixed = Finalize(mixed ^ counter);
        }

        return mixed;
    }

    /// <summary>A number in [0, 1) made of the upper 53 bits.</summary>
    public static double ToUnit(ulong mixed) => (mixed >> 11) * (1.0 / (1UL << 53));

    // Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014), with Stafford's mix 13.
    private static ulong Finalize(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
