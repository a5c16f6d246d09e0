using System.Globalization;
using Orchestrator.Sweeps.Yaml;

namespace Orchestrator.Sweeps.Reading;

/// <summary>A map of a sweep file whose keys are known: says which are not, which stand twice, and reads values of the wanted kind.</summary>
internal sealed class Section
{
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly string _path;
    private readonly SweepFaults _faults;

    /// <param name="path">The section's own key; empty for the whole file.</param>
    /// <param name="known">The keys it may have; null: any.</param>
    public Section(YamlNode node, string path, IReadOnlyList<string>? known, SweepFaults faults)
    {
        Node = node;
        _path = path;
        _faults = faults;
        if (node is not YamlMap map)
        {
            Wrong(node, path, "keys with values are", $"write {(path.Length == 0 ? "a sweep" : path)} as 'key: value' lines");
            return;
        }

        var lines = new Dictionary<string, int>();
        foreach (var (key, value) in map.Entries)
        {
            if (known is not null && !known.Contains(key.Text))
            {
                faults.Add(key, PathOf(key.Text), path.Length == 0 ? "unknown key" : $"unknown key in {path}", Nearest.Cure(key.Text, known));
            }
            else if (!lines.TryAdd(key.Text, key.Line))
            {
                faults.Add(key, PathOf(key.Text), $"is given twice, first in line {lines[key.Text]}", "keep one of the two");
            }
            else
            {
                _values[key.Text] = value;
                Keys.Add(key);
            }
        }
    }

    public YamlNode Node { get; }

    /// <summary>Its keys in the file's order, each once.</summary>
    public List<YamlScalar> Keys { get; } = [];

    public string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    public YamlNode? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>A text, null where it is absent or wrong.</summary>
    /// <param name="lines">Whether it may have several.</param>
    public string? Text(string key, int longest = 250, bool lines = false)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (node is not YamlScalar scalar || ScalarValue.Of(scalar) is not ScalarValue.Words { Text: var text })
        {
            Wrong(node, PathOf(key), "a text is", node is YamlScalar { Text.Length: > 0 } ? "quote it" : null);
            return null;
        }

        if (text.Length == 0 || text.Length > longest)
        {
            _faults.Add(node, PathOf(key), text.Length == 0 ? "the text is empty" : $"the text has {text.Length} characters, more than {longest}");
            return null;
        }

        if (text.Any(letter => char.IsControl(letter) && !(lines && letter == '\n')))
        {
            _faults.Add(node, PathOf(key), lines ? "the text holds a control character" : "the text holds a line break or another control character");
            return null;
        }

        return text;
    }

    /// <summary>A text out of a few.</summary>
    public string? Choice(string key, IReadOnlyList<string> choices)
    {
        var text = Text(key);
        if (text is null || choices.Contains(text))
        {
            return text;
        }

        _faults.Add(Find(key)!, PathOf(key), $"'{text}' is not possible", Nearest.Cure(text, choices));
        return null;
    }

    /// <summary>A whole number within bounds; 3.0 counts as 3.</summary>
    public long? Integer(string key, long least, long most)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (node is not YamlScalar scalar || WholeOf(ScalarValue.Of(scalar)) is not { } value)
        {
            Wrong(node, PathOf(key), "a whole number is", null);
            return null;
        }

        if (value < least || value > most)
        {
            _faults.Add(node, PathOf(key), $"{value} is not possible", $"{least} to {most.ToString("N0", CultureInfo.InvariantCulture)}");
            return null;
        }

        return value;
    }

    /// <summary>A finite number within bounds.</summary>
    public double? Number(string key, double least, double most)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        var given = node is YamlScalar scalar ? ScalarValue.Of(scalar) : null;
        if (given is not (ScalarValue.Integer or ScalarValue.Number))
        {
            Wrong(node, PathOf(key), "a number is", null);
            return null;
        }

        var value = given is ScalarValue.Integer whole ? whole.Value : ((ScalarValue.Number)given).Value;
        if (!(value >= least && value <= most))
        {
            _faults.Add(node, PathOf(key), string.Create(CultureInfo.InvariantCulture, $"{value} is not possible"), string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
            return null;
        }

        return value;
    }

    /// <summary>true or false.</summary>
    public bool? Flag(string key)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (node is not YamlScalar scalar || ScalarValue.Of(scalar) is not ScalarValue.Truth { Value: var value })
        {
            Wrong(node, PathOf(key), "true or false is", null);
            return null;
        }

        return value;
    }

    public void Wrong(YamlNode node, string key, string wanted, string? cure)
    {
        if (node is not YamlBroken)
        {
            _faults.Add(node, key, $"{wanted} wanted here, not {node.Say}", cure);
        }
    }

    // Numbers from 2^53 on have no fraction, but don't stand for one whole number either.
    public static long? WholeOf(ScalarValue value) => value switch
    {
        ScalarValue.Integer whole => whole.Value,
        ScalarValue.Number { Value: var number } when Math.Abs(number) < 1L << 53 && number == Math.Floor(number) => (long)number,
        _ => null,
    };
}
