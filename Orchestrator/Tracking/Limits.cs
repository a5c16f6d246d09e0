using System.Text.RegularExpressions;
using Shared.Mlflow;

namespace Orchestrator.Tracking;

/// <summary>MLflow's limits on names, values and counts, besides those that its clients keep, too (<see cref="MlflowLimits"/>).</summary>
internal static partial class Limits
{
    public const int ExperimentTagValue = 5000;
    public const int ExperimentName = 500;
    public const int ArtifactLocation = 2048;
    public const int BatchMetrics = 1000;
    public const int SearchResults = 50_000;
    public const int SearchDefault = 1000;
    public const int DatasetName = 500;
    public const int DatasetDigest = 36;
    public const int DatasetSource = 65_535;
    public const int DatasetSchema = 1_048_575;
    public const int DatasetProfile = 16_777_215;
    public const int InputTagKey = 255;
    public const int InputTagValue = 500;
    public const int DatasetExperiments = 20;
    public const int DatasetSummaries = 1000;
    public const int HistoryRuns = 100;
    public const int HistoryPoints = 25_000;
    public const int SampledPoints = 2500;
    public const int UploadBytes = 10 * 1024 * 1024;

    /// <param name="what">metric, parameter or tag.</param>
    /// <param name="path">Where the key stands in the request.</param>
    public static string CheckedKey(string key, string what, string path)
    {
        CheckLength(key, MlflowLimits.Key, path);
        return MlflowLimits.NameFault(key) is { } fault
            ? throw TrackingFault.Invalid($"Invalid {what} name: '{key}' for parameter '{path}' supplied: {fault}")
            : key;
    }

    /// <summary>Long values of params and run tags are cut, as MLflow does by default.</summary>
    /// <param name="path">Where the value stands in the request.</param>
    public static string Cut(string value, int length, string path)
    {
        if (MlflowLimits.Truncates)
        {
            return MlflowLimits.Cut(value, length);
        }
        CheckLength(value, length, path);
        return value;
    }

    public static void CheckLength(string text, int length, string path)
    {
        if (MlflowLimits.IsLonger(text, length))
        {
            throw TrackingFault.Invalid($"'{path}' exceeds the maximum length of {length} characters");
        }
    }

    /// <summary>The form of a run's id, which some calls check before they look for the run.</summary>
    public static string CheckedRunId(string id) => RunIdForm.IsMatch(id) ? id : throw TrackingFault.Invalid($"Invalid run ID: '{id}'");

    [GeneratedRegex(@"\A[a-zA-Z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunIdForm { get; }
}
