using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Search;

/// <summary>Prompts share the registry's tables with models, and a search finds them only when it asks for them.</summary>
internal static class PromptFilter
{
    /// <summary>The conditions of a filter, with one that leaves prompts out unless it asks for them.</summary>
    /// <param name="name">A column of the model's name.</param>
    public static IEnumerable<string> Conditions(IReadOnlyList<Comparison> filter, string tagTable, string name, Func<Comparison, string> condition)
    {
        var asked = AsksForPrompts(filter);
        if (!asked)
        {
            yield return $"NOT EXISTS (SELECT 1 FROM {tagTable} p WHERE p.name = {name} AND p.key = '{ModelLocations.PromptTag}' AND p.value = 'true')";
        }
        foreach (var comparison in filter)
        {
            if (asked || !IsAbout(comparison))
            {
                yield return condition(comparison);
            }
            else
            {
                // It says no more than the condition above: models lack the tag, and would not match it.
                Operands.TextOf(comparison);
            }
        }
    }

    private static bool IsAbout(Comparison comparison) => comparison.Key is { Entity: "tags" or "tag", Name: ModelLocations.PromptTag };

    private static bool AsksForPrompts(IReadOnlyList<Comparison> filter) => filter.FirstOrDefault(IsAbout) is { Operand: Operand.Text text } comparison
        && (comparison.Comparator, text.Value.ToUpperInvariant()) is (Comparator.Equal, "TRUE") or (Comparator.NotEqual, "FALSE");
}
