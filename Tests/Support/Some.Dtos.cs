using Orchestrator.Api;
using Shared.Trials;

namespace Tests.Support;

internal static partial class Some
{
    /// <summary>A sweep of eight trials over noise and filters: some finished, one failed, some running, the rest pending.</summary>
    public static SweepDto SweepDto(int finished = 3, int failed = 0, int running = 2, int total = 8, string state = "running", string id = "quickstart-1", string goal = "minimize") => new(
        id,
        "quickstart",
        "denoising-autoencoder",
        state,
        Waits: null,
        new TrialCounts(total, finished, failed, running, total - finished - failed - running, 0),
        new ObjectiveDto("val_loss", goal),
        finished > 0 ? new BestDto(1, 0.09534, Varying(1)) : null,
        [.. Enumerable.Range(finished + failed, running).Select(RunningDto)],
        new TrackingDto("http://127.0.0.1:5680", "1", "parent"),
        ["noise", "filters"],
        new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero),
        null,
        70.2,
        39.6,
        0.043);

    public static RunningDto RunningDto(int index) => new(index, 1, "node-a", $"cpu-{index % 2}", 2, 5, 0.5, 0.1023, 1843.2, null, Varying(index));

    /// <summary>Finished trials, the one with index 1 being the best.</summary>
    public static TrialDto TrialDto(int index, string state = "finished", double? value = null) => new(
        index,
        state,
        state == "pending" ? 0 : 1,
        $"{index:x32}",
        1,
        new Dictionary<string, ParameterValue>(Varying(index)) { ["epochs"] = ParameterValue.Of(5L) },
        state == "finished" ? value ?? (index == 1 ? 0.09534 : 0.1 + (index * 0.01)) : null,
        state is "finished" or "failed" ? 12.3 + index : null,
        state == "pending" ? null : "node-a",
        state == "failed" ? "killed by signal 9" : null);

    private static Dictionary<string, ParameterValue> Varying(int index) => new()
    {
        ["noise"] = ParameterValue.Of(index % 2 == 0 ? 0.3 : 0.6),
        ["filters"] = ParameterValue.Of(index % 4 < 2 ? 8L : 16L),
    };
}
