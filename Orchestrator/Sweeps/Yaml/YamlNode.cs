namespace Orchestrator.Sweeps.Yaml;

/// <summary>A piece of a YAML file that knows where it stands; line and column count from 1.</summary>
public abstract record YamlNode(int Line, int Column)
{
    /// <summary>What put it there where that was not the file, such as <c>--set name</c>; line and column are then 0.</summary>
    public string? Origin { get; init; }

    /// <summary>Where it stands, for a sentence like "first in line 3".</summary>
    public string Place => Origin ?? $"line {Line}";

    /// <summary>What it is, for a sentence like "a number is wanted, not …".</summary>
    public abstract string Say { get; }
}

/// <summary>A single value as it was written.</summary>
public sealed record YamlScalar(int Line, int Column, string Text, YamlQuotes Quotes, bool OneLine) : YamlNode(Line, Column)
{
    public override string Say => ScalarValue.Of(this).Say;

    /// <summary>The column of a character of the text. Right for a text on one line without escapes; else the column where the text starts.</summary>
    public int ColumnOf(int position) => !OneLine ? Column : Quotes switch
    {
        YamlQuotes.None => Column + position,
        YamlQuotes.Single => Column + 1 + position + Text.AsSpan(0, Math.Min(position, Text.Length)).Count('\''),
        YamlQuotes.Double => Column + 1 + position,
        _ => Column,
    };
}

/// <summary>A list.</summary>
public sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Say => "a list";
}

/// <summary>Keys with their values, in the file's order; a key may stand twice.</summary>
public sealed record YamlMap(int Line, int Column, IReadOnlyList<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override string Say => "a map";
}

/// <summary>A key and its value.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>Something that was already reported, so that nobody reports it again.</summary>
public sealed record YamlBroken(int Line, int Column) : YamlNode(Line, Column)
{
    public override string Say => "something unreadable";
}

/// <summary>How a scalar was written.</summary>
public enum YamlQuotes
{
    None,
    Single,
    Double,
    Block,
}
