using System.Globalization;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace Orchestrator.Tracking.Search;

/// <summary>MLflow's search language: comparisons joined by AND, and orderings. Only the form is checked here; which keys there are is the searcher's matter.</summary>
internal static class SearchSyntax
{
    // Beyond it, a filter is an attack: each comparison is a join.
    private const int Comparisons = 100;
    private const int Characters = 1_000_000;

    private static readonly TextParser<TextSpan> NumberText =
        Span.Regex(@"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?");

    private static readonly Tokenizer<SearchToken> Tokens = new TokenizerBuilder<SearchToken>()
        .Ignore(Span.WhiteSpace)
        .Match(Span.Regex("'[^']*(?:''[^']*)*'"), SearchToken.SingleQuoted)
        .Match(Span.Regex("\"[^\"]*(?:\"\"[^\"]*)*\""), SearchToken.DoubleQuoted)
        .Match(Span.Regex("`[^`]*`"), SearchToken.Backticked)
        .Match(Span.Regex("(?:!=|<>|>=|<=|=|>|<)"), SearchToken.Symbol)
        .Match(Character.EqualTo('('), SearchToken.Open)
        .Match(Character.EqualTo(')'), SearchToken.Close)
        .Match(Character.EqualTo(','), SearchToken.Comma)
        .Match(NumberText, SearchToken.Number, requireDelimiters: true)
        .Match(Span.Regex(@"[\p{L}\p{N}_][\p{L}\p{N}_.\-/]*"), SearchToken.Word)
        .Build();

    private static readonly TokenListParser<SearchToken, SearchKey> Key =
        from word in Token.EqualTo(SearchToken.Word).Select(token => token.ToStringValue())
            .Or(Quoted(SearchToken.Backticked)).Or(Quoted(SearchToken.DoubleQuoted))
        from rest in QuotedRest(word)
        select ToKey(word, rest);

    private static readonly TokenListParser<SearchToken, Comparator> AnyComparator =
        Token.EqualTo(SearchToken.Symbol).Select(token => token.ToStringValue() switch
        {
            "=" => Comparator.Equal,
            "!=" or "<>" => Comparator.NotEqual,
            ">" => Comparator.Greater,
            ">=" => Comparator.GreaterOrEqual,
            "<" => Comparator.Less,
            _ => Comparator.LessOrEqual,
        })
        .Or(Keyword("LIKE").Value(Comparator.Like))
        .Or(Keyword("ILIKE").Value(Comparator.ILike))
        .Or(Keyword("IN").Value(Comparator.In))
        .Or(Keyword("NOT").IgnoreThen(Keyword("IN")).Value(Comparator.NotIn));

    private static readonly TokenListParser<SearchToken, string> AnyText = Quoted(SearchToken.SingleQuoted).Or(Quoted(SearchToken.DoubleQuoted));

    private static readonly TokenListParser<SearchToken, Operand> AnyOperand =
        AnyText.Select(text => (Operand)new Operand.Text(text))
        .Or(Token.EqualTo(SearchToken.Number).Select(ToNumber))
        .Or(AnyText.AtLeastOnceDelimitedBy(Token.EqualTo(SearchToken.Comma))
            .Between(Token.EqualTo(SearchToken.Open), Token.EqualTo(SearchToken.Close))
            .Select(texts => (Operand)new Operand.Texts(texts)));

    private static readonly TokenListParser<SearchToken, Comparison[]> Filter =
        (from key in Key
         from comparator in AnyComparator
         from operand in AnyOperand
         select new Comparison(key, comparator, operand))
        .AtLeastOnceDelimitedBy(Keyword("AND"))
        .AtEnd();

    private static readonly TokenListParser<SearchToken, Ordering> Order =
        (from key in Key
         from isDescending in Keyword("ASC").Value(false).Or(Keyword("DESC").Value(true)).OptionalOrDefault(false)
         select new Ordering(key, isDescending))
        .AtEnd();

    /// <summary>Empty for no filter; a blank one is refused.</summary>
    public static IReadOnlyList<Comparison> ParseFilter(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }
        var comparisons = Parse(Filter, text, "filter");
        return comparisons.Length <= Comparisons ? comparisons : throw TrackingFault.Invalid($"Invalid filter: more than {Comparisons} comparisons");
    }

    public static Ordering ParseOrder(string text) => Parse(Order, text, "order_by");

    private static T Parse<T>(TokenListParser<SearchToken, T> parser, string text, string what)
    {
        if (text.Length > Characters)
        {
            throw TrackingFault.Invalid($"Invalid {what}: longer than {Characters} characters");
        }
        var tokens = Tokens.TryTokenize(text);
        if (!tokens.HasValue)
        {
            throw TrackingFault.Invalid($"Invalid {what} '{text}': {tokens}");
        }
        var result = parser.TryParse(tokens.Value);
        return result.HasValue ? result.Value : throw TrackingFault.Invalid($"Invalid {what} '{text}': {result}");
    }

    // metrics.`a key` arrives as the word "metrics." and the quoted rest.
    private static TokenListParser<SearchToken, string> QuotedRest(string word) =>
        word.EndsWith('.') ? Quoted(SearchToken.Backticked).Or(Quoted(SearchToken.DoubleQuoted)) : Superpower.Parse.Return<SearchToken, string>("");

    // Only the first dot splits: tags.mlflow.user is the tag mlflow.user.
    private static SearchKey ToKey(string word, string rest)
    {
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new SearchKey(null, word) : new SearchKey(word[..dot], word[(dot + 1)..] + rest);
    }

    private static Operand ToNumber(Token<SearchToken> token) =>
        new Operand.Number(double.Parse(token.Span.ToStringValue(), NumberStyles.Float, CultureInfo.InvariantCulture));

    private static TokenListParser<SearchToken, string> Quoted(SearchToken kind) => Token.EqualTo(kind).Select(token =>
    {
        var text = token.ToStringValue();
        return text[1..^1].Replace(new string(text[0], 2), text[..1], StringComparison.Ordinal);
    });

    private static TokenListParser<SearchToken, Token<SearchToken>> Keyword(string word) =>
        Token.EqualToValueIgnoreCase(SearchToken.Word, word);

    private enum SearchToken
    {
        Word,
        SingleQuoted,
        DoubleQuoted,
        Backticked,
        Number,
        Symbol,
        Open,
        Close,
        Comma,
    }
}
