using Shared.Mlflow;

namespace Orchestrator.Tracking;

/// <summary>A run's status as MLflow writes it, in JSON and in the database.</summary>
internal static class RunStatusNames
{
    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Scheduled => "SCHEDULED",
        RunStatus.Finished => "FINISHED",
        RunStatus.Failed => "FAILED",
        RunStatus.Killed => "KILLED",
        _ => "RUNNING",
    };

    /// <summary>From its name or its number; null for neither.</summary>
    public static RunStatus? Parse(string text) => text switch
    {
        "RUNNING" or "1" => RunStatus.Running,
        "SCHEDULED" or "2" => RunStatus.Scheduled,
        "FINISHED" or "3" => RunStatus.Finished,
        "FAILED" or "4" => RunStatus.Failed,
        "KILLED" or "5" => RunStatus.Killed,
        _ => null,
    };
}
