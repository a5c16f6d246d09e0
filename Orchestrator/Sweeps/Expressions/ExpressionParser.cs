using System.Globalization;
using Shared.Trials;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Orchestrator.Sweeps.Expressions;

/// <summary>
/// Reads conditions and constraints: numbers, texts, true and false, parameters, <c>+ - * / %</c>, comparisons, <c>in [a, b]</c>, and, or, not, parentheses.
/// The grammar never looks back, so time grows with the length alone.
/// </summary>
public static class ExpressionParser
{
    /// <summary>Characters; far above any condition a person writes.</summary>
    public const int LongestText = 1_000;

    /// <summary>Parentheses, lists and signs inside one another: each costs stack, and a stack overflow can't be caught.</summary>
    public const int DeepestNesting = 32;

    private static readonly TokenListParser<Lexeme, Syntax> Condition = Parse.Ref(() => Or!);

    private static readonly TokenListParser<Lexeme, Syntax> Primary =
        Token.EqualTo(Lexeme.Number).Select(token => (Syntax)new Literal(At(token), ParameterValue.Of(NumberOf(token))))
            .Or(Token.EqualTo(Lexeme.Text).Select(token => (Syntax)new Literal(At(token), ParameterValue.Of(token.ToStringValue()[1..^1]))))
            .Or(Token.EqualTo(Lexeme.True).Select(token => (Syntax)new Literal(At(token), ParameterValue.Of(true))))
            .Or(Token.EqualTo(Lexeme.False).Select(token => (Syntax)new Literal(At(token), ParameterValue.Of(false))))
            .Or(Token.EqualTo(Lexeme.Name).Select(token => (Syntax)new Name(At(token), token.ToStringValue())))
            .Or(Condition.Between(Token.EqualTo(Lexeme.Open), Token.EqualTo(Lexeme.Close)));

    private static readonly TokenListParser<Lexeme, Syntax> Signed =
        (from minus in Token.EqualTo(Lexeme.Minus)
         from operand in Parse.Ref(() => Signed!)
         select (Syntax)new Unary(At(minus), Operation.Negate, operand)).Or(Primary);

    private static readonly TokenListParser<Lexeme, Syntax> Product =
        Chain(Signed, (Lexeme.Times, Operation.Multiply), (Lexeme.Over, Operation.Divide), (Lexeme.Percent, Operation.Remainder));

    private static readonly TokenListParser<Lexeme, Syntax> Sum =
        Chain(Product, (Lexeme.Plus, Operation.Add), (Lexeme.Minus, Operation.Subtract));

    private static readonly TokenListParser<Lexeme, Syntax[]> Set =
        Sum.ManyDelimitedBy(Token.EqualTo(Lexeme.Comma)).Between(Token.EqualTo(Lexeme.OpenList), Token.EqualTo(Lexeme.CloseList));

    private static readonly TokenListParser<Lexeme, Func<Syntax, Syntax>> Compared =
        from word in OneOf(
            (Lexeme.Equal, Operation.Equal), (Lexeme.NotEqual, Operation.NotEqual), (Lexeme.LessOrEqual, Operation.LessOrEqual),
            (Lexeme.Less, Operation.Less), (Lexeme.GreaterOrEqual, Operation.GreaterOrEqual), (Lexeme.Greater, Operation.Greater))
        from right in Sum
        select (Func<Syntax, Syntax>)(left => new Binary(word.Position, word.Operation, left, right));

    private static readonly TokenListParser<Lexeme, Func<Syntax, Syntax>> Contained =
        from word in Token.EqualTo(Lexeme.In)
        from set in Set
        select (Func<Syntax, Syntax>)(left => new Membership(At(word), left, set, Negated: false));

    private static readonly TokenListParser<Lexeme, Func<Syntax, Syntax>> NotContained =
        from word in Token.EqualTo(Lexeme.Not)
        from membership in Token.EqualTo(Lexeme.In)
        from set in Set
        select (Func<Syntax, Syntax>)(left => new Membership(At(word), left, set, Negated: true));

    private static readonly TokenListParser<Lexeme, Syntax> Comparison =
        from left in Sum
        from rest in Compared.Or(Contained).Or(NotContained).OptionalOrDefault(same => same)
        select rest(left);

    private static readonly TokenListParser<Lexeme, Syntax> Not =
        (from word in Token.EqualTo(Lexeme.Not)
         from operand in Parse.Ref(() => Not!)
         select (Syntax)new Unary(At(word), Operation.Not, operand)).Or(Comparison);

    private static readonly TokenListParser<Lexeme, Syntax> And = Chain(Not, (Lexeme.And, Operation.And));

    private static readonly TokenListParser<Lexeme, Syntax> Or = Chain(And, (Lexeme.Or, Operation.Or));

    /// <summary>The expression, or null and why it can't be read.</summary>
    public static Syntax? Read(string text, out ExpressionFault? fault)
    {
        if (text.Length > LongestText)
        {
            fault = new(0, $"the expression has {text.Length} characters, more than {LongestText}", "split it into several constraints");
            return null;
        }

        var tokens = ExpressionTokens.Tokenizer.TryTokenize(text);
        if (!tokens.HasValue)
        {
            fault = Unreadable(text, tokens.ErrorPosition.Absolute);
            return null;
        }

        fault = TooDeep(tokens.Value);
        if (fault is not null)
        {
            return null;
        }

        var result = Or.AtEnd().TryParse(tokens.Value);
        fault = result.HasValue ? NotFinite(result.Value) : Misplaced(text, result);
        return fault is null ? result.Value : null;
    }

    private static TokenListParser<Lexeme, Syntax> Chain(TokenListParser<Lexeme, Syntax> operand, params (Lexeme, Operation)[] words) =>
        Parse.Chain(OneOf(words), operand, (word, left, right) => new Binary(word.Position, word.Operation, left, right));

    private static TokenListParser<Lexeme, (int Position, Operation Operation)> OneOf(params (Lexeme Lexeme, Operation Operation)[] words) =>
        words
            .Select(word => Token.EqualTo(word.Lexeme).Select(token => (At(token), word.Operation)))
            .Aggregate((one, other) => one.Or(other));

    private static int At(Token<Lexeme> token) => token.Position.Absolute;

    private static double NumberOf(Token<Lexeme> token) => double.Parse(token.Span.ToStringValue(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static ExpressionFault? TooDeep(TokenList<Lexeme> tokens)
    {
        var (depth, run) = (0, 0);
        foreach (var token in tokens)
        {
            depth += token.Kind is Lexeme.Open or Lexeme.OpenList ? 1 : token.Kind is Lexeme.Close or Lexeme.CloseList ? -1 : 0;
            run = token.Kind is Lexeme.Minus or Lexeme.Not ? run + 1 : token.Kind is Lexeme.Open ? run : 0;
            if (Math.Max(depth, run) > DeepestNesting)
            {
                return new(At(token), $"the expression is nested more than {DeepestNesting} deep");
            }
        }

        return null;
    }

    private static ExpressionFault Unreadable(string text, int position)
    {
        position = Math.Min(position, text.Length);
        return position == text.Length ? new(position, "the expression ends too early")
            : text[position] is '\'' or '"' ? new(position, "a text without its closing quote")
            : text[position] == '=' ? new(position, "'=' is no operator", "write == to compare")
            : new(position, $"'{text[position]}' can't stand here");
    }

    private static ExpressionFault Misplaced(string text, TokenListParserResult<Lexeme, Syntax> result)
    {
        if (result.Remainder.IsAtEnd || !result.ErrorPosition.HasValue)
        {
            return new(text.Length, text.Trim().Length == 0 ? "the expression is empty" : "the expression ends too early");
        }

        var token = result.Remainder.ConsumeToken().Value;
        return token.Kind is >= Lexeme.Equal and <= Lexeme.Greater
            ? new(At(token), "comparisons can't be chained", "join two comparisons with 'and'")
            : new(At(token), $"'{token.ToStringValue()}' can't stand here");
    }

    private static ExpressionFault? NotFinite(Syntax syntax) => syntax switch
    {
        Literal { Value.Kind: ParameterKind.Number } literal when !double.IsFinite(literal.Value.AsNumber()) => new(literal.Position, "the number is too large"),
        Unary unary => NotFinite(unary.Operand),
        Binary binary => NotFinite(binary.Left) ?? NotFinite(binary.Right),
        Membership membership => NotFinite(membership.Item) ?? membership.Set.Select(NotFinite).FirstOrDefault(fault => fault is not null),
        _ => null,
    };
}
