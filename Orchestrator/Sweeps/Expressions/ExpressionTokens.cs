using Superpower;
using Superpower.Display;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace Orchestrator.Sweeps.Expressions;

internal enum Lexeme
{
    [Token(Category = "number")]
    Number,
    [Token(Category = "text")]
    Text,
    [Token(Category = "parameter")]
    Name,
    [Token(Example = "true")]
    True,
    [Token(Example = "false")]
    False,
    [Token(Example = "and")]
    And,
    [Token(Example = "or")]
    Or,
    [Token(Example = "not")]
    Not,
    [Token(Example = "in")]
    In,
    [Token(Example = "==")]
    Equal,
    [Token(Example = "!=")]
    NotEqual,
    [Token(Example = "<=")]
    LessOrEqual,
    [Token(Example = "<")]
    Less,
    [Token(Example = ">=")]
    GreaterOrEqual,
    [Token(Example = ">")]
    Greater,
    [Token(Example = "+")]
    Plus,
    [Token(Example = "-")]
    Minus,
    [Token(Example = "*")]
    Times,
    [Token(Example = "/")]
    Over,
    [Token(Example = "%")]
    Percent,
    [Token(Example = "(")]
    Open,
    [Token(Example = ")")]
    Close,
    [Token(Example = "[")]
    OpenList,
    [Token(Example = "]")]
    CloseList,
    [Token(Example = ",")]
    Comma,
}

/// <summary>Cuts an expression into its words.</summary>
internal static class ExpressionTokens
{
    // Span.Regex anchors by putting ^ in front: an alternative needs its own group.
    public static Tokenizer<Lexeme> Tokenizer { get; } = new TokenizerBuilder<Lexeme>()
        .Ignore(Span.WhiteSpace)
        .Match(Span.Regex(@"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"), Lexeme.Number, requireDelimiters: true)
        .Match(Span.Regex("(?:'[^']*'|\"[^\"]*\")"), Lexeme.Text)
        .Match(Span.EqualTo("true"), Lexeme.True, requireDelimiters: true)
        .Match(Span.EqualTo("false"), Lexeme.False, requireDelimiters: true)
        .Match(Span.EqualTo("and"), Lexeme.And, requireDelimiters: true)
        .Match(Span.EqualTo("or"), Lexeme.Or, requireDelimiters: true)
        .Match(Span.EqualTo("not"), Lexeme.Not, requireDelimiters: true)
        .Match(Span.EqualTo("in"), Lexeme.In, requireDelimiters: true)
        .Match(Span.Regex("[A-Za-z_][A-Za-z0-9_]*"), Lexeme.Name, requireDelimiters: true)
        .Match(Span.EqualTo("&&"), Lexeme.And)
        .Match(Span.EqualTo("||"), Lexeme.Or)
        .Match(Span.EqualTo("=="), Lexeme.Equal)
        .Match(Span.EqualTo("!="), Lexeme.NotEqual)
        .Match(Character.EqualTo('!'), Lexeme.Not)
        .Match(Span.EqualTo("<="), Lexeme.LessOrEqual)
        .Match(Character.EqualTo('<'), Lexeme.Less)
        .Match(Span.EqualTo(">="), Lexeme.GreaterOrEqual)
        .Match(Character.EqualTo('>'), Lexeme.Greater)
        .Match(Character.EqualTo('+'), Lexeme.Plus)
        .Match(Character.EqualTo('-'), Lexeme.Minus)
        .Match(Character.EqualTo('*'), Lexeme.Times)
        .Match(Character.EqualTo('/'), Lexeme.Over)
        .Match(Character.EqualTo('%'), Lexeme.Percent)
        .Match(Character.EqualTo('('), Lexeme.Open)
        .Match(Character.EqualTo(')'), Lexeme.Close)
        .Match(Character.EqualTo('['), Lexeme.OpenList)
        .Match(Character.EqualTo(']'), Lexeme.CloseList)
        .Match(Character.EqualTo(','), Lexeme.Comma)
        .Build();
}
