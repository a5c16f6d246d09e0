using CsCheck;
using Orchestrator.CommandLine;
using Shared.Trials;
using Xunit;

namespace Tests.CommandLine;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0.095341, "0.09534")]
    [InlineData(0.5, "0.5")]
    [InlineData(147.3649, "147.4")]
    [InlineData(2209.71, "2210")]
    [InlineData(0.00001234, "1.234e-5")]
    [InlineData(-12_345_678.0, "-1.235e+7")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void A_number_keeps_four_digits(double value, string text) => Assert.Equal(text, Words.Number(value));

    [Theory]
    [InlineData(0.44, "0.4 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(3599.7, "1 h 00 min")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(273_600, "3 d 4 h")]
    [InlineData(double.NaN, "0.0 s")]
    [InlineData(double.PositiveInfinity, "11574 d 1 h")]
    public void A_duration_has_two_units_at_most(double seconds, string text) => Assert.Equal(text, Words.Duration(seconds));

    [Fact]
    public void A_fitted_text_is_exactly_as_wide_as_asked() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 40], Gen.Int[1, 30]).Sample((text, width) => Assert.Equal(width, Words.Fit(text, width).Length));

    [Fact]
    public void A_parameter_keeps_every_digit_that_tells_it_from_another() =>
        Assert.Equal("lr=0.0030000001", Words.Parameters(new Dictionary<string, ParameterValue> { ["lr"] = ParameterValue.Of(0.0030000001) }));

    [Fact]
    public void Nothing_steers_the_terminal() => Assert.Equal(" [31mred ", Words.Clean("\u001b[31mred\n"));
}
