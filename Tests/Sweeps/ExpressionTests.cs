using Orchestrator.Sweeps;
using Orchestrator.Sweeps.Expressions;
using Shared.Trials;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class ExpressionTests
{
    private static readonly Axis[] Axes =
    [
        new("a", [ParameterValue.Of(7L)], ParameterValue.Of(0L)),
        new("b", [ParameterValue.Of(-2L)], ParameterValue.Of(0L)),
        new("x", [ParameterValue.Of(0.5)], ParameterValue.Of(0.0)),
        new("model", [ParameterValue.Of("vae")], ParameterValue.Of("cnn")),
        new("norm", [ParameterValue.Of(true)], ParameterValue.Of(false)),
    ];

    private static readonly ExpressionScope Scope = ExpressionScope.Of(Some.Catalogue().FindExperiment("everything")!);

    [Theory]
    [InlineData("a == 7", true)]
    [InlineData("a = = 7", null)]
    [InlineData("a - 1 - 1 == 5", true)]
    [InlineData("2 + 3 * 4 == 14", true)]
    [InlineData("(2 + 3) * 4 == 20", true)]
    [InlineData("a % 4 == 3", true)]
    [InlineData("a / 2 == 3.5", true)]
    [InlineData("-a == -7 and - - a == 7", true)]
    [InlineData("x * 2e0 >= 1. and x<.6", true)]
    [InlineData("a > b and b > a", false)]
    [InlineData("a < b or b < a", true)]
    [InlineData("false and false or true", true)]
    [InlineData("false and (false or true)", false)]
    [InlineData("not a == 7", false)]
    [InlineData("not not norm", true)]
    [InlineData("!norm || a != 7 && norm", false)]
    [InlineData("norm == true", true)]
    [InlineData("norm != (a == 7)", false)]
    [InlineData("model == 'vae'", true)]
    [InlineData("'cnn' != model", true)]
    [InlineData("model == \"mlp\"", false)]
    [InlineData("model in ['cnn', 'vae']", true)]
    [InlineData("model not in ['cnn', 'vae']", false)]
    [InlineData("a in [1, b + 9]", true)]
    [InlineData("not a in [1, 2]", true)]
    [InlineData("a / 0 > 1e300", true)]
    [InlineData("0 / 0 == 0 / 0", false)]
    [InlineData("a % 0 < 1", false)]
    public void An_expression_means_what_it_says(string text, bool? expected)
    {
        var syntax = ExpressionParser.Read(text, out var fault);
        Assert.Equal(expected is null, syntax is null);
        Assert.Equal(expected is null, fault is not null);
        if (syntax is not null)
        {
            Assert.Empty(ExpressionTyping.Check(syntax, Scope));
            Assert.Equal(expected, new ExpressionCompiler(Axes).Compile(syntax)(new int[Axes.Length]));
        }
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("a ==", 4, "ends too early")]
    [InlineData("a == 1 1", 7, "'1' can't stand here")]
    [InlineData("a = 1", 2, "'=' is no operator")]
    [InlineData("1 < a < 3", 6, "can't be chained")]
    [InlineData("a == 'x", 5, "closing quote")]
    [InlineData("(a == 1", 7, "ends too early")]
    [InlineData("a == 1)", 6, "')' can't stand here")]
    [InlineData("a ? b", 2, "'?' can't stand here")]
    [InlineData("a in 3", 5, "'3' can't stand here")]
    [InlineData("a == 1e999", 5, "too large")]
    [InlineData("a & b", 2, "'&' can't stand here")]
    [InlineData("and", 0, "'and' can't stand here")]
    [InlineData("3a == 1", 0, "can't stand here")]
    public void What_can_not_be_read_is_reported_at_its_place(string text, int position, string problem)
    {
        Assert.Null(ExpressionParser.Read(text, out var fault));
        Assert.Contains(problem, fault!.Problem, StringComparison.Ordinal);
        Assert.Equal(position, fault.Position);
    }

    [Theory]
    [InlineData("a", 0, "must be true or false, and this is a number")]
    [InlineData("a + 1", 2, "must be true or false, and this is a number")]
    [InlineData("model == 3", 6, "a text can't be compared with a number")]
    [InlineData("model < 'x'", 6, "only numbers have an order")]
    [InlineData("norm > false", 5, "only numbers have an order")]
    [InlineData("model + 1 == 2", 0, "only numbers can be calculated with")]
    [InlineData("a and norm", 0, "'and' joins conditions")]
    [InlineData("norm or a", 8, "'or' joins conditions")]
    [InlineData("not a", 4, "'not' needs a condition")]
    [InlineData("-norm == 1", 1, "'-' needs a number")]
    [InlineData("aa == 1", 0, "no parameter is called 'aa'")]
    [InlineData("seed == 1", 0, "seeds can't be part of an expression")]
    [InlineData("model == 'vea'", 9, "model is never 'vea'")]
    [InlineData("model in ['vea']", 10, "model is never 'vea'")]
    [InlineData("model in [1]", 10, "a text can't be compared with a number")]
    [InlineData("a in []", 2, "the list after 'in' is empty")]
    public void What_makes_no_sense_is_reported_at_its_place(string text, int position, string problem)
    {
        var fault = ExpressionTyping.Check(ExpressionParser.Read(text, out _)!, Scope)[0];
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.Equal(position, fault.Position);
    }

    [Fact]
    public void A_misspelt_text_gets_a_suggestion() =>
        Assert.Equal("did you mean 'vae'?", ExpressionTyping.Check(ExpressionParser.Read("model == 'vea'", out _)!, Scope)[0].Cure);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("-", "")]
    [InlineData("!(", ")")]
    [InlineData("a in [", "]")]
    public void Deep_nesting_is_refused_before_it_costs_the_stack(string before, string after)
    {
        foreach (var depth in new[] { 40, 120, 10_000 })
        {
            var text = string.Concat(Enumerable.Repeat(before, depth)) + "a" + string.Concat(Enumerable.Repeat(after, depth));
            Assert.Null(ExpressionParser.Read(text, out var fault));
            Assert.Matches("nested more than|characters, more than", fault!.Problem);
        }
    }

    [Fact]
    public void A_long_chain_within_the_bounds_is_read()
    {
        var text = string.Join(" or ", Enumerable.Repeat("a==1", 120));
        Assert.NotNull(ExpressionParser.Read(text, out _));
    }
}
