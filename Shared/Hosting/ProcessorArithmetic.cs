using System.Runtime.Intrinsics.X86;

namespace Shared.Hosting;

/// <summary>What this machine's processor can calculate with, as far as people must know of it before they train.</summary>
public static class ProcessorArithmetic
{
    /// <summary>The parameter that chooses an arithmetic.</summary>
    public const string Parameter = "precision";

    /// <summary>The value of <see cref="Parameter"/> that few processors have.</summary>
    public const string Bfloat16 = "bfloat16";

    /// <summary>What to know before a trial calculates in it on a processor that lacks it; the figure is from docs/measured.md.</summary>
    public const string SlowBfloat16 =
        $"{Parameter} {Bfloat16} is slow on this processor, which has no arithmetic for it (AVX512_BF16 or AMX): 16 times as slow as float32 where it was measured; float32 is faster here";

    private const int ExtendedFeatures = 7;

    /// <summary>Null where it is not known: on other processors than x86.</summary>
    public static bool? HasBfloat16 { get; } = X86Base.IsSupported ? Ask() : null;

    /// <param name="features">EDX of CPUID 7.0.</param>
    /// <param name="more">EAX of CPUID 7.1.</param>
    /// <param name="avx512">The operating system keeps AVX-512's registers.</param>
    public static bool TellsBfloat16(int features, int more, bool avx512) => (features & (1 << 22)) != 0 || (avx512 && (more & (1 << 5)) != 0);

    private static bool Ask()
    {
        if (X86Base.CpuId(0, 0).Eax < ExtendedFeatures)
        {
            return false;
        }

        var (leaves, _, _, features) = X86Base.CpuId(ExtendedFeatures, 0);
        return TellsBfloat16(features, leaves > 0 ? X86Base.CpuId(ExtendedFeatures, 1).Eax : 0, Avx512F.IsSupported);
    }
}
