namespace Shared.Mlflow;

/// <summary>Names metrics so that MLflow's page groups them: it makes a section of what stands before the last slash.</summary>
public static class MetricSections
{
    /// <summary>Before what a machine measures of itself; the page has a tab of its own for it.</summary>
    public const string System = "system/";

    private const string Validation = "val_";

    /// <summary><c>loss</c> is <c>train/loss</c>, <c>val_loss</c> is <c>val/loss</c>; a name that has a section keeps it.</summary>
    public static string NameOf(string metric) =>
        metric.Contains('/', StringComparison.Ordinal) ? metric
        : metric.StartsWith(Validation, StringComparison.Ordinal) && metric.Length > Validation.Length ? $"val/{metric[Validation.Length..]}"
        : $"train/{metric}";
}
