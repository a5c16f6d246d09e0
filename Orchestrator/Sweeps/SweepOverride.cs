using Orchestrator.Sweeps.Yaml;

namespace Orchestrator.Sweeps;

/// <summary>A value that takes the place of one in a sweep file before the file is checked: <c>--set PATH=VALUE</c>.</summary>
/// <param name="Path">Keys from the file's top, joined by dots, such as <c>parameters.epochs</c>.</param>
/// <param name="Value">YAML, such as <c>[0.3, 0.5]</c>.</param>
public sealed record SweepOverride(string Path, string Value)
{
    /// <summary>Characters of all overrides of one command: they travel in an address.</summary>
    public const int LongestInAll = 4_000;

    // No deeper than a sweep file.
    private const int Deepest = 8;

    private string Origin => $"--set {Path}";

    /// <summary>The override as it was typed.</summary>
    public override string ToString() => $"{Path}={Value}";

    /// <summary>Reads what was typed behind <c>--set</c>.</summary>
    /// <returns>The overrides, or what is wrong with one of them, in one line.</returns>
    public static (IReadOnlyList<SweepOverride> Overrides, string? Fault) Parse(IReadOnlyList<string> typed)
    {
        if (typed.Sum(text => text.Length) > LongestInAll)
        {
            return ([], $"the values of --set have more than {LongestInAll:N0} characters in all; write them in the file");
        }

        var overrides = new List<SweepOverride>();
        foreach (var text in typed)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var path = equals < 0 ? "" : text[..equals].Trim();
            if (path.Length == 0 || path.Split('.') is not { Length: <= Deepest } keys || keys.Any(string.IsNullOrWhiteSpace) || text.Any(char.IsControl))
            {
                return ([], $"--set wants PATH=VALUE, such as parameters.epochs=2, not '{string.Concat(text.Where(letter => !char.IsControl(letter)))}'");
            }

            overrides.Add(new(path, text[(equals + 1)..].Trim()));
        }

        return (overrides, null);
    }

    /// <summary>The file with the value in its place; sections that are missing on the way are made. What can't be set is among the faults.</summary>
    internal YamlNode Apply(YamlNode root, SweepFaults faults)
    {
        var found = new SweepFaults();
        var value = Value.Length == 0 ? new YamlScalar(0, 0, "", YamlQuotes.None, OneLine: true) { Origin = Origin } : YamlReader.Read(Value, found);
        foreach (var fault in found.Sorted())
        {
            faults.Add(fault with { Line = 0, Column = 0, Origin = Origin });
        }

        return value is null ? root : Put(root, Path.Split('.'), 0, Moved(value), faults);
    }

    private YamlNode Put(YamlNode node, string[] keys, int depth, YamlNode value, SweepFaults faults)
    {
        if (depth == keys.Length)
        {
            return value;
        }

        if (node is not YamlMap map)
        {
            if (node is not YamlBroken)
            {
                var there = depth == 0 ? "the file" : string.Join('.', keys[..depth]);
                faults.Add(new SweepFault(0, 0, "", $"{there} is {node.Say} ({node.Place}), so nothing can be set inside it", "set it whole", Origin));
            }

            return node;
        }

        var entries = map.Entries.ToList();
        var at = entries.FindLastIndex(entry => entry.Key.Text == keys[depth]);
        if (at >= 0)
        {
            entries[at] = entries[at] with { Value = Put(entries[at].Value, keys, depth + 1, value, faults) };
        }
        else
        {
            var key = new YamlScalar(0, 0, keys[depth], YamlQuotes.None, OneLine: true) { Origin = Origin };
            var inner = depth + 1 == keys.Length ? value : Put(new YamlMap(0, 0, []) { Origin = Origin }, keys, depth + 1, value, faults);
            entries.Add(new(key, inner));
        }

        return map with { Entries = entries };
    }

    // Its places count within the value, which stands in no file.
    private YamlNode Moved(YamlNode node) => node switch
    {
        YamlMap map => map with { Line = 0, Column = 0, Origin = Origin, Entries = [.. map.Entries.Select(entry => new YamlEntry((YamlScalar)Moved(entry.Key), Moved(entry.Value)))] },
        YamlList list => list with { Line = 0, Column = 0, Origin = Origin, Items = [.. list.Items.Select(Moved)] },
        _ => node with { Line = 0, Column = 0, Origin = Origin },
    };
}
