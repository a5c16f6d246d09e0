using System.Buffers;
using System.Text;
using Orchestrator.Sweeps.Reading;
using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;

namespace Orchestrator.Sweeps;

/// <summary>
/// Turns the YAML text of a sweep into a checked <see cref="SweepSpec"/> with its <see cref="Grid"/>, or into everything that is wrong with it.
/// What keeps the rest from being read at all (size, encoding, tabs, YAML itself) is reported alone.
/// </summary>
public static class SweepFile
{
    /// <summary>Bytes; a sweep of a hundred parameters has a few thousand.</summary>
    public const int LargestFile = 1 << 20;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(letter => char.IsControl(letter) && letter is not ('\t' or '\r' or '\n' or '\u0085'))]);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file's bytes: UTF-8, with or without a byte order mark.</summary>
    /// <param name="overrides">What takes the place of values in the file, in this order, before it is checked.</param>
    public static SweepFileResult Parse(ReadOnlySpan<byte> utf8, Catalogue catalogue, IReadOnlyList<SweepOverride>? overrides = null)
    {
        if (utf8.Length > LargestFile)
        {
            return Refuse(TooLarge(utf8.Length));
        }

        try
        {
            return Parse(Strict.GetString(utf8), catalogue, overrides);
        }
        catch (DecoderFallbackException)
        {
            return Refuse(new SweepFault(0, 0, "", "the file is not UTF-8 text", "save it as UTF-8"));
        }
    }

    /// <summary>Reads a file's text.</summary>
    public static SweepFileResult Parse(string yaml, Catalogue catalogue, IReadOnlyList<SweepOverride>? overrides = null)
    {
        if (Encoding.UTF8.GetByteCount(yaml) is > LargestFile and var bytes)
        {
            return Refuse(TooLarge(bytes));
        }

        var faults = new SweepFaults();
        var text = yaml.TrimStart('\uFEFF');
        CheckCharacters(text, faults);
        if (!faults.None || YamlReader.Read(text, faults) is not { } root)
        {
            return new(null, null, faults.Sorted());
        }

        foreach (var replaced in overrides ?? [])
        {
            root = replaced.Apply(root, faults);
        }

        var top = new Section(root, "", SweepKeys.Root, faults);
        var (spec, constraints) = new SweepReader(top, catalogue, faults).Read();
        var grid = faults.None ? GridOf(spec, constraints, faults) : null;
        return grid is null ? new(null, null, faults.Sorted()) : new(spec, grid, []) { StartFrom = top.Find("start_from") };
    }

    private static Grid? GridOf(SweepSpec spec, IReadOnlyList<YamlNode> constraints, SweepFaults faults)
    {
        var grid = Grid.TryOf(spec, out var fault);
        if (fault is not null)
        {
            var at = fault.Constraint >= 0 ? constraints[fault.Constraint] : constraints.Count > 0 ? constraints[0] : null;
            faults.Add(new SweepFault(at?.Line ?? 0, at?.Column ?? 0, at is null ? "parameters" : "constraints", fault.Problem, fault.Cure, at?.Origin));
        }

        return grid;
    }

    // YAML forbids tabs as indentation, but parsers blame what follows; control characters hide in a terminal.
    private static void CheckCharacters(string text, SweepFaults faults)
    {
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            line++;
            var row = text.AsSpan()[range].TrimEnd('\r');
            var indentation = row.Length - row.TrimStart(" \t").Length;
            var tab = row[..indentation].IndexOf('\t');
            if (tab >= 0 && indentation < row.Length && row[indentation] != '#')
            {
                faults.Add(line, tab + 1, "", "the line is indented with a tab", "indent with spaces");
            }

            var control = row.IndexOfAny(Controls);
            if (control >= 0)
            {
                faults.Add(line, control + 1, "", "the file holds a control character", "is it a text file?");
            }
        }
    }

    private static SweepFault TooLarge(long bytes) =>
        new(0, 0, "", $"the file has {bytes:N0} bytes, more than {LargestFile:N0}", "a sweep is a few lines; is it the right file?");

    private static SweepFileResult Refuse(SweepFault fault) => new(null, null, [fault]);
}
