using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Search;

/// <summary>Prompts share the registry's tables with models, and a search finds them only when it asks for them.</summary>
internal static class PromptFilter
{
    /// <summary>Whether the comparison is about being a prompt; it then says nothing about models, which lack the tag.</summary>
    public static bool IsAbout(Comparison comparison) => comparison.Key is { Entity: "tags" or "tag", Name: ModelLocations.PromptTag };

    public static bool AsksForPrompts(IReadOnlyList<Comparison> filter) => filter.FirstOrDefault(IsAbout) is { Operand: Operand.Text text } comparison
        && (comparison.Comparator, text.Value.ToUpperInvariant()) is (Comparator.Equal, "TRUE") or (Comparator.NotEqual, "FALSE");

    /// <summary>A condition that leaves prompts out; <paramref name="name"/> is a column of the model's name.</summary>
    public static string None(string tagTable, string name) =>
        $"NOT EXISTS (SELECT 1 FROM {tagTable} p WHERE p.name = {name} AND p.key = '{ModelLocations.PromptTag}' AND p.value = 'true')";
}
