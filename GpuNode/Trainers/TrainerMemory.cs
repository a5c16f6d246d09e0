using GpuNode.Machine;

namespace GpuNode.Trainers;

/// <summary>What memory a trainer holds and has held, as Linux tells it; elsewhere nothing is known.</summary>
/// <param name="Resident">Bytes it holds now; 0: not known.</param>
/// <param name="Peak">The most it has held since it started, or since <see cref="Reset"/>.</param>
public readonly record struct TrainerMemory(long Resident, long Peak)
{
    /// <summary>Of a process that may be gone already.</summary>
    public static TrainerMemory Of(int process)
    {
        try
        {
            return Parse(File.ReadLines($"/proc/{process}/status"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Lets the peak begin anew, so that each trial has its own.</summary>
    public static void Reset(int process)
    {
        try
        {
            // 5: the peak of the resident set (proc(5), clear_refs).
            File.WriteAllText($"/proc/{process}/clear_refs", "5");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The peak is then that of all its trials: an upper bound.
        }
    }

    /// <summary>Whether a trainer has grown so much from trial to trial that a new one is better.</summary>
    /// <param name="first">What it held after its first trial.</param>
    public static bool Outgrown(TrainerMemory first, TrainerMemory now, long growth) => first.Resident > 0 && now.Resident - first.Resident > growth;

    /// <summary>From the lines of <c>/proc/PID/status</c>; a process that has ended and was not buried yet has none of these.</summary>
    public static TrainerMemory Parse(IEnumerable<string> status)
    {
        var (resident, peak) = (0L, 0L);
        foreach (var line in status)
        {
            resident = KernelLines.Bytes(line, "VmRSS:") ?? resident;
            peak = KernelLines.Bytes(line, "VmHWM:") ?? peak;
        }

        return new TrainerMemory(resident, peak);
    }
}
