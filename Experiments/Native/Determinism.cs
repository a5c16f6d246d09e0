using System.Reflection;
using System.Runtime.InteropServices;
using Shared.Hosting;

namespace Experiments.Native;

/// <summary>
/// Makes CUDA kernels give the same bits each time: libtorch then takes only algorithms that add up in one order, and fails where it has none. TorchSharp does not have
/// the call (its <c>use_deterministic_algorithms</c> throws), so libtorch's own is used: <c>at::globalContext().setDeterministicAlgorithms(true, warn_only: false)</c>.
/// The processor's kernels need nothing of it: one thread adds up in one order.
/// </summary>
internal static unsafe class Determinism
{
    // As the Itanium C++ ABI, which all compilers on Linux follow, spells the functions.
    private const string GlobalContext = "_ZN2at13globalContextEv";
    private const string Algorithms = "_ZN2at7Context26setDeterministicAlgorithmsEbb";
    private const string FillMemory = "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb";

    /// <summary>False where the environment says so: then kernels are a little faster, and no two trainings need be the same.</summary>
    public static bool Wanted => !string.Equals(Environment.GetEnvironmentVariable(TrainerEnvironment.Deterministic), "false", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="TrainingFailedException">This libtorch does not have the call.</exception>
    public static void Enable()
    {
        if (!NativeLibrary.TryLoad("torch_cpu", Assembly.GetExecutingAssembly(), null, out var library)
            || !NativeLibrary.TryGetExport(library, GlobalContext, out var context)
            || !NativeLibrary.TryGetExport(library, Algorithms, out var algorithms)
            || !NativeLibrary.TryGetExport(library, FillMemory, out var fill))
        {
            throw new TrainingFailedException($"this libtorch cannot be told to repeat itself to the bit; set {TrainerEnvironment.Deterministic}=false to train all the same");
        }

        var of = ((delegate* unmanaged<nint>)context)();
        ((delegate* unmanaged<nint, byte, byte, void>)algorithms)(of, 1, 0);
        // Nothing here reads memory that it has not written; to fill it would cost a kernel for each tensor.
        ((delegate* unmanaged<nint, byte, void>)fill)(of, 0);
    }
}
