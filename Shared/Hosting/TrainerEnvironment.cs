using System.Globalization;

namespace Shared.Hosting;

/// <summary>The environment in which a trainer computes.</summary>
public static class TrainerEnvironment
{
    /// <summary>Begins a line of a trainer's error output that tells of no fault.</summary>
    public const string Note = "note: ";

    /// <summary>The variable that lets CUDA kernels be faster and not repeat themselves to the bit, by <c>false</c>.</summary>
    public const string Deterministic = "EXPERIMENTS_DETERMINISTIC";

    /// <param name="threads">Of Torch. Trials have one: another number adds up in another order, to other last bits.</param>
    public static IEnumerable<KeyValuePair<string, string>> For(string device, int threads = 1)
    {
        yield return new("OMP_NUM_THREADS", threads.ToString(CultureInfo.InvariantCulture));
        // Spinning OpenMP threads of one trainer take the cores of the others.
        yield return new("OMP_WAIT_POLICY", "passive");
        // glibc keeps freed blocks: a training step allocates the same sizes again and again.
        yield return new("MALLOC_MMAP_THRESHOLD_", "1073741824");
        yield return new("MALLOC_TRIM_THRESHOLD_", "2147483648");
        yield return new("MALLOC_TOP_PAD_", "67108864");
        // The garbage collector runs when the training loop asks for it, between epochs, and not before: TorchSharp's numbers (Scalar) are freed by their finalizers, even while a
        // native call that another thread's collection overtook still reads them. 256 MiB are the garbage of 12,000 steps.
        yield return new("DOTNET_GCgen0size", "10000000");
        if (device.StartsWith("cuda:", StringComparison.Ordinal))
        {
            // The process sees one device and calls it cuda:0.
            yield return new("CUDA_VISIBLE_DEVICES", device[5..]);
            // Without a workspace of its own a stream's matrix products may be added up in any order (NVIDIA's cuBLAS guide, "Results Reproducibility").
            yield return new("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        }
    }

    /// <summary>The device's name inside the process.</summary>
    public static string DeviceInside(string device) => device.StartsWith("cuda:", StringComparison.Ordinal) ? "cuda:0" : device;
}
