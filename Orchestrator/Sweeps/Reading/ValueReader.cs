using System.Globalization;
using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads a value of the kind that a parameter or option has, and holds it against its range and choices.</summary>
internal static class ValueReader
{
    private const int LongestText = 500;

    /// <summary>The value; null where it is wrong, which then is among the faults. 3.0 and 1e3 are whole numbers, 3 is a number.</summary>
    public static ParameterValue? Read(YamlNode node, ParameterDescription wanted, string key, SweepFaults faults)
    {
        if (node is YamlBroken)
        {
            return null;
        }

        var given = node is YamlScalar scalar ? ScalarValue.Of(scalar) : null;
        if (given is ScalarValue.Number { Value: var number } && !double.IsFinite(number))
        {
            faults.Add(node, key, $"{given.Say} is no finite number");
            return null;
        }

        if (given is null || As(given, wanted.Kind) is not { } value)
        {
            faults.Add(node, key, $"{Say(wanted.Kind)} is wanted here, not {node.Say}", Cure(given, wanted));
            return null;
        }

        return Within(node, value, wanted, key, faults) ? value : null;
    }

    /// <summary>Holds a value against the range and choices of its parameter.</summary>
    public static bool Within(YamlNode node, ParameterValue value, ParameterDescription wanted, string key, SweepFaults faults)
    {
        if (value.Kind == ParameterKind.Text)
        {
            return AllowedText(node, value.AsText(), wanted, key, faults);
        }

        if (value.Kind != ParameterKind.Boolean && (value.AsNumber() < wanted.Minimum || value.AsNumber() > wanted.Maximum))
        {
            faults.Add(node, key, $"{value} is out of range", RangeOf(wanted));
            return false;
        }

        return true;
    }

    private static bool AllowedText(YamlNode node, string text, ParameterDescription wanted, string key, SweepFaults faults)
    {
        if (wanted.Choices is { } choices && !choices.Contains(text))
        {
            faults.Add(node, key, $"'{(text.Length <= 60 ? text : text[..60] + "…")}' is not possible", Nearest.Cure(text, choices));
            return false;
        }

        if (text.Length > LongestText || text.Any(char.IsControl))
        {
            faults.Add(node, key, text.Length > LongestText ? $"the text has more than {LongestText} characters" : "the text holds a control character");
            return false;
        }

        return true;
    }

    private static ParameterValue? As(ScalarValue given, ParameterKind kind) => (kind, given) switch
    {
        (ParameterKind.Integer, _) => Section.WholeOf(given) is { } whole ? ParameterValue.Of(whole) : null,
        (ParameterKind.Number, ScalarValue.Integer whole) => ParameterValue.Of((double)whole.Value),
        // Adding zero turns -0.0 into 0.0: they are equal, but their trial keys would differ.
        (ParameterKind.Number, ScalarValue.Number number) => ParameterValue.Of(number.Value + 0.0),
        (ParameterKind.Boolean, ScalarValue.Truth truth) => ParameterValue.Of(truth.Value),
        (ParameterKind.Text, ScalarValue.Words words) => ParameterValue.Of(words.Text),
        _ => null,
    };

    private static string? Cure(ScalarValue? given, ParameterDescription wanted) => (wanted.Kind, given) switch
    {
        (ParameterKind.Text, ScalarValue.Nothing) or (_, null) => null,
        (ParameterKind.Text, _) when wanted.Choices is { } choices => $"known: {string.Join(", ", choices)}",
        (ParameterKind.Text, _) => "quote it",
        (ParameterKind.Boolean, _) => "write true or false",
        (_, ScalarValue.Words { Text: var text }) when text.Contains('_') && text.All(letter => char.IsAsciiDigit(letter) || letter is '_' or '.') => $"write {text.Replace("_", "", StringComparison.Ordinal)}",
        (_, ScalarValue.Words { Text: var text }) when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "take the quotes away",
        _ => RangeOf(wanted),
    };

    private static string? RangeOf(ParameterDescription wanted)
    {
        var unit = wanted.Unit is null ? "" : $" {wanted.Unit}";
        return (wanted.Minimum, wanted.Maximum) switch
        {
            ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"{least} to {most}{unit}"),
            ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"{least}{unit} or more"),
            (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"{most}{unit} or less"),
            _ => null,
        };
    }

    private static string Say(ParameterKind kind) => kind switch
    {
        ParameterKind.Integer => "a whole number",
        ParameterKind.Number => "a number",
        ParameterKind.Boolean => "true or false",
        _ => "a text",
    };
}
