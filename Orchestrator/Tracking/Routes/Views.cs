using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>Which lifecycle stages a search covers, by name or number; active ones where nothing is said.</summary>
internal static class Views
{
    public static ViewType Of(string? text, string parameter) => text switch
    {
        null or "" or "ACTIVE_ONLY" or "1" => ViewType.ActiveOnly,
        "DELETED_ONLY" or "2" => ViewType.DeletedOnly,
        "ALL" or "3" => ViewType.All,
        _ => throw TrackingFault.Invalid($"Invalid value \"{text}\" for parameter '{parameter}' supplied: it must be ACTIVE_ONLY, DELETED_ONLY or ALL"),
    };
}
