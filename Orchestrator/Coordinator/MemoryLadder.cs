using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What follows from a failure as far as memory goes.</summary>
/// <param name="GiveUp">Whether the trial is given up; null: the retry policy says so.</param>
/// <param name="Companions">The most trials that may share a device with the next attempt; null: any number.</param>
/// <param name="Reason">The failure's reason, with what was measured.</param>
public sealed record MemoryRung(bool? GiveUp, int? Companions, string Reason);

/// <summary>
/// The answer to a trial that ran out of memory: half as many companions on its device, then none, then no more. The rungs don't count as the retry policy's attempts, for they are not
/// the trial's fault as long as it was not alone. Pure.
/// </summary>
public static class MemoryLadder
{
    /// <param name="earlier">The trial's last failure: what it tolerates since then, it does not unlearn by failing in another way.</param>
    public static MemoryRung After(TrialResult result, TrialFailed? earlier)
    {
        int? known = earlier?.HasCompanions == true ? earlier.Companions : null;
        if (result.Failure != FailureKind.OutOfMemory)
        {
            return new MemoryRung(null, known, result.Reason);
        }

        var need = result.PeakBytes > 0 ? FormattableString.Invariant($", at {result.PeakBytes / 1048576.0:F0} MiB") : "";
        var (giveUp, companions, shared) = result.Companions == 0 ? (true, 0, "alone on its device") : (false, result.Companions / 2, $"beside {result.Companions} other{(result.Companions == 1 ? "" : "s")} on its device");
        return new MemoryRung(giveUp, Math.Min(companions, known ?? int.MaxValue), $"out of memory {shared}{need}: {result.Reason}");
    }
}
