using System.Globalization;
using Experiments.Native;
using TorchSharp;

namespace Experiments;

/// <summary>The device that a trial trains on.</summary>
public static class TorchDevice
{
    /// <summary>
    /// Opens cpu or cuda:N and caps Torch's threads at OMP_NUM_THREADS (1 where the agent says nothing). Call it on the training thread before its first
    /// kernel: OpenMP keeps the number for each thread.
    /// </summary>
    /// <exception cref="TrainingFailedException">There is no such device here.</exception>
    public static torch.Device Open(string name)
    {
        torch.set_num_threads(Threads());
        if (name.StartsWith("cuda", StringComparison.Ordinal) && !torch.cuda.is_available())
        {
            throw new TrainingFailedException($"{name} is not available: no CUDA device, or a trainer built with -p:Accelerator=cpu");
        }

        if (name.StartsWith("cuda", StringComparison.Ordinal))
        {
            PrepareCuda();
        }

        return torch.device(name.Length == 0 ? "cpu" : name);
    }

    private static void PrepareCuda()
    {
        // float32 means float32: TensorFloat-32 would round the factors to 10 bits.
        torch.backends.cuda.matmul.allow_tf32 = false;
        torch.backends.cudnn.allow_tf32 = false;
        if (Determinism.Wanted)
        {
            Determinism.Enable();
        }
    }

    // Zero would abort the process.
    private static int Threads() =>
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0
            ? threads
            : 1;
}
