using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>What a draw is for; part of its seed, so the numbers are never changed.</summary>
public enum Draw : ulong
{
    Weights = 1,
    Order,
    TrainingCorruption,
    ValidationCorruption,
    ShownCorruption,
    TrainingLatent,
    ValidationLatent,
    Samples = 9,
}

/// <summary>
/// A trial's randomness: each draw has a generator of its own, seeded by what it is for, never by what was drawn before. All is drawn on the processor, and then goes to the trial's device:
/// TorchSharp has no other generators, and so every device trains from the same weights on the same images.
/// </summary>
public sealed class Draws(ulong seed)
{
    /// <param name="draw">What for.</param>
    /// <param name="epoch">The epoch, from 1; 0 for draws made once a trial.</param>
    /// <param name="batch">The batch in the epoch, from 0.</param>
    public Generator For(Draw draw, int epoch = 0, int batch = 0) =>
        new(Seeds.Mix(seed, (ulong)draw, (ulong)epoch, (ulong)batch) & uint.MaxValue);   // a processor's generator looks at 32 bits only

    /// <summary>The same for every trial, whatever its seed: so that pictures of different trials show the same.</summary>
    public static Generator Shared(Draw draw) => new((ulong)draw);
}
