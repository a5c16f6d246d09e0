using Orchestrator.Sweeps;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class SweepOverrideTests
{
    private const string File = """
        name: s
        experiment: everything
        dataset: { name: mnist, train: 100 }
        parameters:
          a: [1, 2]
          x: 0.5
        seeds: [3, 4]
        """;

    [Fact]
    public void Values_take_the_place_of_those_in_the_file_and_missing_sections_are_made()
    {
        var result = Parse("name=mine", "parameters.a=7", "parameters.x=[0.1, 0.2]", "dataset.train=200", "retry.attempts=1", "parameters.y={ from: 1, to: 3, count: 3 }", "seeds=[9]");
        Assert.Empty(result.Faults);
        var expected = SweepFile.Parse(
            """
            name: mine
            experiment: everything
            dataset: { name: mnist, train: 200 }
            parameters: { a: 7, x: [0.1, 0.2], y: { from: 1, to: 3, count: 3 } }
            seeds: [9]
            retry: { attempts: 1 }
            """,
            Some.Catalogue());
        Assert.Equal(expected.Spec!.ToJson(), result.Spec!.ToJson());
    }

    [Fact]
    public void The_last_of_two_for_one_place_holds_even_inside_the_first()
    {
        var result = Parse("parameters.a=1", "parameters.a=2", "retry={ attempts: 5 }", "retry.backoff=2s");
        Assert.Equal((2L, 5, 2.0), (result.Spec!.Axes[0].Values.Single().AsInteger(), result.Spec.Retry.Attempts, result.Spec.Retry.Backoff.TotalSeconds));
    }

    [Theory]
    [InlineData("parameters.a=x", "--set parameters.a: a whole number is wanted here, not the text 'x'")]
    [InlineData("parameters.a=[1, 1]", "--set parameters.a: 1 is listed twice (each value runs once; for repeats give seeds or replicates)")]
    [InlineData("parameters.aa=1", "--set parameters.aa: everything has no such parameter (did you mean 'a'?)")]
    [InlineData("paramters.a=1", "--set paramters.a: paramters: unknown key (did you mean 'parameters'?)")]
    [InlineData("retry.tries=1", "--set retry.tries: unknown key in retry (known: attempts, backoff, stalled_after)")]
    [InlineData("experiment.version=2", "--set experiment.version: experiment is the text 'everything' (line 2), so nothing can be set inside it (set it whole)")]
    [InlineData("parameters.a.from=2", "--set parameters.a.from: parameters.a is a list (line 5), so nothing can be set inside it (set it whole)")]
    [InlineData("name=", "--set name: a text is wanted here, not nothing")]
    [InlineData("description=- x: [", "--set description: this is no YAML: while parsing a node, did not find expected node content (check the indentation, colons and quotes here and just above)")]
    [InlineData("description=*x", "--set description: aliases (*name) can't be used in a sweep (write the value out, or quote it if it is a text)")]
    [InlineData("replicates=2", "--set replicates: the sweep has both seeds (line 7) and replicates (keep one of the two)")]
    [InlineData("constraints=[a < b + c, a ==]", "--set constraints: the expression ends too early")]
    [InlineData("constraints=[a > 99]", "--set constraints: no trial satisfies it (loosen it, or give its parameters other values)")]
    public void A_fault_in_it_names_the_override(string set, string fault) => Assert.Equal(fault, Assert.Single(Parse(set).Faults).ToString());

    [Fact]
    public void A_fault_in_the_file_keeps_its_line_beside_an_override() =>
        Assert.Equal("line 6: parameters.x: a number is wanted here, not the text 'much'", Assert.Single(
            SweepFile.Parse(File.Replace("0.5", "much", StringComparison.Ordinal), Some.Catalogue(), SweepOverride.Parse(["parameters.a=3"]).Overrides).Faults).ToString());

    [Theory]
    [InlineData("name")]
    [InlineData("=1")]
    [InlineData("a..b=1")]
    [InlineData(".a=1")]
    [InlineData("a.b.c.d.e.f.g.h.i=1")]
    [InlineData("name=a\nb")]
    public void What_is_no_override_is_refused_in_one_line(string text)
    {
        var fault = SweepOverride.Parse([text]).Fault;
        Assert.StartsWith("--set wants PATH=VALUE, such as parameters.epochs=2, not '", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault!);
    }

    [Fact]
    public void Overrides_have_a_bound() => Assert.Contains("write them in the file", SweepOverride.Parse([$"name={new string('x', 5_000)}"]).Fault);

    private static SweepFileResult Parse(params string[] set)
    {
        var (overrides, fault) = SweepOverride.Parse(set);
        Assert.Null(fault);
        return SweepFile.Parse(File, Some.Catalogue(), overrides);
    }
}
