using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestrator.Sweeps.Yaml;

/// <summary>
/// Reads one YAML document into nodes that keep their place. Aliases, anchors and tags are refused: a sweep needs none, and they are how a small file grows large.
/// </summary>
internal sealed class YamlReader
{
    // A sweep nests three deep.
    private const int Deepest = 16;

    private readonly Parser _parser;
    private readonly SweepFaults _faults;
    private Mark _end = Mark.Empty;

    private YamlReader(string text, SweepFaults faults)
    {
        _parser = new Parser(new StringReader(text));
        _faults = faults;
    }

    /// <summary>The document; null where it can't be read at all, which then is among the faults.</summary>
    public static YamlNode? Read(string text, SweepFaults faults)
    {
        var reader = new YamlReader(text, faults);
        try
        {
            return reader.Document();
        }
        catch (YamlException exception)
        {
            var message = exception.Message.TrimEnd('.');
            reader.RefuseAll(exception.Start, $"{char.ToLowerInvariant(message[0])}{message[1..]}", "check the indentation, colons and quotes here and just above");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws it, without a place, for a text inside brackets that goes on in a line indented too little.
            reader.RefuseAll(reader._end, "a '[' or '{' is not closed", "close it, or indent the lines up to where it is closed");
        }

        return null;
    }

    private void RefuseAll(Mark at, string why, string cure) => _faults.Add(Place(at.Line), Place(at.Column), "", $"this is no YAML: {why}", cure);

    private YamlNode? Document()
    {
        Next();
        if (Next() is not DocumentStart)
        {
            _faults.Add(0, 0, "", "the file is empty", "a sweep has at least a name and an experiment");
            return null;
        }

        Next();
        var root = Node(0);
        if (root is null)
        {
            return null;
        }

        Next();
        if (Next() is DocumentStart second)
        {
            _faults.Add(Place(second.Start.Line), 1, "", "a second document starts here", "a file holds one sweep");
            return null;
        }

        return root;
    }

    // YamlDotNet stops in mid-document at some wrong keys, without an exception.
    private ParsingEvent Next()
    {
        var next = _parser.MoveNext() ? _parser.Current : null;
        _end = next?.End ?? _end;
        return next ?? throw new SyntaxErrorException(_end, _end, "Nothing can be read beyond this place");
    }

    // Leaves the parser on the node's last event. Null: too deep, and nothing more is read.
    private YamlNode? Node(int depth)
    {
        var (line, column) = (Place(_parser.Current!.Start.Line), Place(_parser.Current.Start.Column));
        if (depth > Deepest)
        {
            _faults.Add(line, column, "", $"the file is nested more than {Deepest} deep");
            return null;
        }

        return _parser.Current switch
        {
            AnchorAlias => Refuse(line, column, "aliases (*name) can't be used in a sweep", "write the value out, or quote it if it is a text"),
            NodeEvent { Anchor.IsEmpty: false } => Skip(Refuse(line, column, "anchors (&name) can't be used in a sweep", "write the value out, or quote it if it is a text")),
            NodeEvent { Tag.IsEmpty: false } => Skip(Refuse(line, column, "tags (!name) can't be used in a sweep", "quote the text; in an expression, write 'not' for '!'")),
            Scalar scalar => new YamlScalar(line, column, scalar.Value, QuotesOf(scalar.Style), scalar.Start.Line == scalar.End.Line),
            SequenceStart => List(line, column, depth),
            MappingStart => Map(line, column, depth),
            _ => Refuse(line, column, "nothing can be read here", null),
        };
    }

    private YamlList? List(int line, int column, int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
        {
            if (Node(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new YamlList(line, column, items);
    }

    private YamlMap? Map(int line, int column, int depth)
    {
        var entries = new List<YamlEntry>();
        while (Next() is not MappingEnd)
        {
            var key = Node(depth + 1);
            Next();
            var value = key is null ? null : Node(depth + 1);
            if (value is null)
            {
                return null;
            }

            if (key is YamlScalar name)
            {
                entries.Add(new(name, value));
            }
            else if (key is not YamlBroken)
            {
                Refuse(key!.Line, key.Column, $"a key is a name, not {key.Say}", null);
            }
        }

        return new YamlMap(line, column, entries);
    }

    private YamlBroken Refuse(int line, int column, string problem, string? cure)
    {
        _faults.Add(line, column, "", problem, cure);
        return new YamlBroken(line, column);
    }

    private YamlBroken Skip(YamlBroken broken)
    {
        for (var depth = 0; (depth += _parser.Current!.NestingIncrease) > 0;)
        {
            Next();
        }

        return broken;
    }

    private static YamlQuotes QuotesOf(ScalarStyle style) => style switch
    {
        ScalarStyle.SingleQuoted => YamlQuotes.Single,
        ScalarStyle.DoubleQuoted => YamlQuotes.Double,
        ScalarStyle.Literal or ScalarStyle.Folded => YamlQuotes.Block,
        _ => YamlQuotes.None,
    };

    private static int Place(long mark) => (int)Math.Min(mark, int.MaxValue);
}
