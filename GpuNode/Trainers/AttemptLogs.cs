using System.Globalization;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>Writes down what becomes of attempts, and gives each one's log to its run when it is over.</summary>
internal sealed class AttemptLogs(TrainerSettings settings)
{
    // One that was over so soon, finished, and whose trainer said nothing has nothing to read.
    private const double ShortSeconds = 1;

    /// <summary>A report of the trainer.</summary>
    public void Heard(HostedTrial trial, TrainerReport report)
    {
        var line = !trial.Ref.Equals(report.Trial) ? null : report.ReportCase switch
        {
            TrainerReport.ReportOneofCase.Row => Invariant($"epoch {report.Row.Step}: {string.Join(", ", report.Row.Metrics.Select(metric => Invariant($"{metric.Name} {metric.Value:G5}")))}"),
            TrainerReport.ReportOneofCase.Checkpoint when report.Checkpoint.Batch > 0 => Invariant($"checkpoint in epoch {report.Checkpoint.Epoch + 1}, before batch {report.Checkpoint.Batch}"),
            TrainerReport.ReportOneofCase.Checkpoint => Invariant($"checkpoint after epoch {report.Checkpoint.Epoch}"),
            TrainerReport.ReportOneofCase.Artifact => $"stored {report.Artifact.Name}",
            _ => null,
        };
        if (line is not null)
        {
            trial.Log.Note(settings.Clock.GetUtcNow(), line);
        }
    }

    /// <summary>The attempt's last line; its log goes where the trial's other files go.</summary>
    public void Ended(HostedTrial trial, TrialResult result)
    {
        var reason = result.Reason.Length > 0 ? $": {result.Reason}" : "";
        trial.Log.Note(settings.Clock.GetUtcNow(), Invariant($"{result.Outcome.ToString().ToLowerInvariant()} after {result.Seconds:0.0} s{reason}"));
        if (result.Outcome == Outcome.Finished && result.Seconds < ShortSeconds && !trial.Log.Spoken)
        {
            return;
        }

        try
        {
            var file = settings.WorkFile(trial.Ref, Invariant($"attempt-{trial.Ref.Attempt}.log"));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, trial.Log.ToString());
            trial.Run.Artifact(file, TrialArtifacts.LogOf(trial.Ref.Attempt));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Log.Warning("The log of trial {Sweep}/{Trial} attempt {Attempt} is lost: {Reason}", trial.Ref.Sweep, trial.Ref.Index, trial.Ref.Attempt, fault.Message);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
