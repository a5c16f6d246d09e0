namespace Orchestrator.Tracking;

/// <summary>The stages of a model version, as the registry spells them.</summary>
internal static class ModelStages
{
    public const string None = "None";
    public const string Archived = "Archived";

    /// <summary>Of a version that was deleted: its row keeps its number from being given again.</summary>
    public const string Deleted = "Deleted_Internal";

    private static readonly string[] All = [None, "Staging", "Production", Archived];

    /// <summary>Callers may write a stage in any case.</summary>
    public static string Parse(string text) => Array.Find(All, stage => stage.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw TrackingFault.Invalid($"Invalid Model Version stage: {text}. Value must be one of {string.Join(", ", All)}.");

    /// <summary>Whether versions of it are in use, and so can make room for another.</summary>
    public static bool IsActive(string stage) => stage is not (None or Archived);
}
