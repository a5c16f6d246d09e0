using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.Sweeps.Yaml;

/// <summary>What a scalar means by the core schema of YAML 1.2: unquoted <c>yes</c>, <c>0x10</c> and <c>1_000</c> are texts.</summary>
internal abstract partial record ScalarValue
{
    public abstract string Say { get; }

    public static ScalarValue Of(YamlScalar scalar)
    {
        var text = scalar.Text;
        if (scalar.Quotes != YamlQuotes.None)
        {
            return new Words(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => new Nothing(),
            "true" or "True" or "TRUE" => new Truth(true),
            "false" or "False" or "FALSE" => new Truth(false),
            _ when Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => new Integer(whole),
            _ when Numeric().IsMatch(text) => new Number(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), text),
            _ when NotFinite().IsMatch(text) => new Number(double.NaN, text),
            _ => new Words(text),
        };
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex("^[-+]?[0-9]+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$")]
    private static partial Regex NotFinite();

    public sealed record Nothing : ScalarValue
    {
        public override string Say => "nothing";
    }

    public sealed record Truth(bool Value) : ScalarValue
    {
        public override string Say => Value ? "true" : "false";
    }

    public sealed record Integer(long Value) : ScalarValue
    {
        public override string Say => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Not finite for <c>.inf</c>, <c>.nan</c> and numbers too large for a double.</summary>
    public sealed record Number(double Value, string Written) : ScalarValue
    {
        public override string Say => Shown(Written);
    }

    public sealed record Words(string Text) : ScalarValue
    {
        public override string Say => $"the text '{Shown(Text)}'";
    }
}
