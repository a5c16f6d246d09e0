namespace Orchestrator.Tracking.Search;

/// <summary>Which comparators and operands a kind of key takes.</summary>
internal static class Operands
{
    // SQLite refuses patterns of 50,000 bytes.
    private const int Pattern = 10_000;

    /// <summary>The number that a numeric key is compared with.</summary>
    public static double NumberOf(Comparison comparison)
    {
        if (comparison.Comparator > Comparator.LessOrEqual)
        {
            throw Refuse(comparison, "it is a number and takes = != > >= < <=");
        }
        return comparison.Operand is Operand.Number number ? number.Value : throw Refuse(comparison, "it is compared with an unquoted number");
    }

    /// <summary>The text that a text key is compared with.</summary>
    public static string TextOf(Comparison comparison)
    {
        if (comparison.Comparator is not (Comparator.Equal or Comparator.NotEqual or Comparator.Like or Comparator.ILike))
        {
            throw Refuse(comparison, "it is a text and takes = != LIKE ILIKE");
        }
        if (comparison.Operand is not Operand.Text text)
        {
            throw Refuse(comparison, "it is compared with a quoted text");
        }
        return comparison.Comparator is Comparator.Like or Comparator.ILike && text.Value.Length > Pattern
            ? throw Refuse(comparison, $"a pattern has at most {Pattern} characters")
            : text.Value;
    }

    /// <summary>The texts among which a text key's value is looked for.</summary>
    public static IReadOnlyList<string> TextsOf(Comparison comparison) =>
        comparison.Operand is Operand.Texts texts ? texts.Values : throw Refuse(comparison, "it is looked for in a list of quoted texts in parentheses");

    public static TrackingFault Refuse(Comparison comparison, string because) =>
        TrackingFault.Invalid($"Invalid comparison of '{comparison.Key}' ({comparison.Comparator}): {because}");

    public static TrackingFault Unknown(SearchKey key, string known) =>
        TrackingFault.Invalid($"Invalid attribute key '{key}' specified. Valid keys are {known}");
}
