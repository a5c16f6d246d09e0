using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.CommandLine;

/// <summary>How long an experiment's trials took in the last run on this machine.</summary>
/// <param name="SecondsPerTrial">Mean wall time.</param>
/// <param name="Slots">How many ran at a time.</param>
public sealed record TrialTiming(double SecondsPerTrial, int Slots);

/// <summary>Keeps the timings in the data folder, by the experiment's name: what <c>plan</c>'s estimate rests on.</summary>
public static class TrialTimings
{
    /// <summary>Null where nothing was kept or it can't be read: a plan without an estimate is still a plan.</summary>
    public static IReadOnlyDictionary<string, TrialTiming>? Read(OrchestratorOptions options)
    {
        try
        {
            return File.Exists(FileOf(options)) ? JsonSerializer.Deserialize(File.ReadAllText(FileOf(options)), TimingJson.Default.DictionaryStringTrialTiming) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Written beside and renamed, so that a reader never sees half a file.</summary>
    public static void Keep(OrchestratorOptions options, string experiment, TrialTiming timing)
    {
        var all = new Dictionary<string, TrialTiming>(Read(options) ?? new Dictionary<string, TrialTiming>()) { [experiment] = timing };
        var beside = $"{FileOf(options)}.{Environment.ProcessId}";
        File.WriteAllText(beside, JsonSerializer.Serialize(all, TimingJson.Default.DictionaryStringTrialTiming));
        File.Move(beside, FileOf(options), overwrite: true);
    }

    private static string FileOf(OrchestratorOptions options) => Path.Combine(options.DataFolder, "timings.json");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, TrialTiming>))]
internal sealed partial class TimingJson : JsonSerializerContext;
