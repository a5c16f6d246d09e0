using Shared.Hosting;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>What is allowed in a sweep and yet seldom meant, for whoever is about to train it on this machine. Pure.</summary>
public static class SweepNotes
{
    /// <param name="hasBfloat16">Of this machine's processor; null: not known.</param>
    public static IReadOnlyList<string> Of(SweepSpec spec, bool? hasBfloat16) =>
        hasBfloat16 == false && spec.Resources.Device != DeviceKind.Cuda && Takes(spec, ProcessorArithmetic.Parameter, ProcessorArithmetic.Bfloat16)
            ? [ProcessorArithmetic.SlowBfloat16]
            : [];

    private static bool Takes(SweepSpec spec, string parameter, string text) =>
        spec.Axes.FirstOrDefault(axis => axis.Name == parameter) is { } axis && SweepExtensions.ValuesOf(spec, axis).Contains(ParameterValue.Of(text));
}
