using System.Text;
using Orchestrator.Hosting;
using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Trials;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class SweepFileTests
{
    private const string Head = "name: s\nexperiment: everything\ndataset: mnist\n";

    private static readonly Catalogue Catalogue = Some.Catalogue();

    [Fact]
    public void A_whole_file_is_read()
    {
        var result = SweepFile.Parse(SweepFiles.Corpus("good-everything.yaml"), Catalogue);
        Assert.Empty(result.Faults);
        var spec = result.Spec!;
        Assert.Equal("Which noise can it take?", spec.Description);
        Assert.Equal(("denoising-autoencoder", "1"), (spec.Experiment, spec.ExperimentVersion));
        Assert.Equal(("mnist", 4_000L, 10_000L), (spec.Dataset.Name, spec.Dataset.Options["train"].AsInteger(), spec.Dataset.Options["validation"].AsInteger()));
        Assert.Equal(["noise", "filters", "learning_rate", "epochs", "optimizer", "batch_size"], spec.Axes.Select(axis => axis.Name));
        Assert.Equal([ParameterValue.Of(0.3), ParameterValue.Of(1.0)], spec.Axes[0].Values);
        Assert.Equal([ParameterValue.Of(128L)], spec.Axes[5].Values);
        Assert.Equal("noise > 0.5", spec.Axes[1].Condition);
        Assert.Equal(["filters * noise <= 16", "optimizer == 'adam'"], spec.Constraints);
        Assert.Equal([1UL, 7UL], spec.Seeds);
        Assert.Equal(new Objective("loss", MetricGoal.Maximize), spec.Objective);
        Assert.Equal(new Resources { Device = "cpu", MaxParallel = 4 }, spec.Resources);
        Assert.Equal(new RetryPolicy { Attempts = 5, Backoff = TimeSpan.FromMilliseconds(500) }, spec.Retry);
        Assert.Equal(2, spec.Checkpoint.Every);
        Assert.Equal(("elsewhere", "vision"), (spec.Tracking.Experiment, spec.Tracking.Tags["team"]));
        // noise 0.3: filters off; noise 1.0: 8 and 16. Two learning rates, two seeds.
        Assert.Equal(3 * 2 * 2, result.Grid!.Count);
    }

    [Fact]
    public void A_short_file_gets_defaults()
    {
        var spec = SweepFile.Parse("name: Short.One\nexperiment: denoising-autoencoder\ndataset: mnist", Catalogue).Spec!;
        Assert.Equal(new Objective("val_loss", MetricGoal.Minimize), spec.Objective);
        Assert.Equal([1UL], spec.Seeds);
        Assert.Equal("Short.One", spec.Tracking.Experiment);
        Assert.Equal(6, spec.Axes.Count);
        Assert.All(spec.Axes, axis => Assert.Equal([axis.Default], axis.Values));
        Assert.Matches("^short-one-[0-9a-f]{8}$", spec.SweepId);
    }

    [Fact]
    public void Without_val_loss_another_validation_metric_is_the_objective() =>
        Assert.Equal(new Objective("val_accuracy", MetricGoal.Maximize), SweepFile.Parse(Head, Catalogue).Spec!.Objective);

    [Theory]
    [InlineData("nam: s", 4, "nam", "unknown key", "did you mean 'name'?")]
    [InlineData("zzzzzzzzz: s", 4, "zzzzzzzzz", "unknown key", "known: name, description")]
    [InlineData("resources: { devise: cpu }", 4, "resources.devise", "unknown key", "did you mean 'device'?")]
    [InlineData("parameters:\n  a: { from: 1, to: 2, step: 1, stop: 1 }", 5, "parameters.a.stop", "unknown key", "did you mean 'step'?")]
    [InlineData("parameters:\n  modle: vae", 5, "parameters.modle", "no such parameter", "did you mean 'model'?")]
    [InlineData("parameters:\n  a: 1\n  a: 2", 6, "parameters.a", "given twice, first in line 5", "keep one")]
    [InlineData("name: t", 4, "name", "given twice, first in line 1", "keep one")]
    [InlineData("parameters: [a]", 4, "parameters", "not a list", "'key: value'")]
    [InlineData("parameters:", 4, "parameters", "not nothing", "")]
    [InlineData("parameters:\n  a: []", 5, "parameters.a", "the list is empty", "at least one")]
    [InlineData("parameters:\n  a: [1, 2, 1]", 5, "parameters.a", "1 is listed twice", "seeds or replicates")]
    [InlineData("parameters:\n  x: [1, 1.0]", 5, "parameters.x", "1.0 is listed twice", "")]
    [InlineData("parameters:\n  x: [0.0, -0.0]", 5, "parameters.x", "is listed twice", "")]
    [InlineData("parameters:\n  a: [1, [2]]", 5, "parameters.a", "a whole number is wanted here, not a list", "")]
    [InlineData("parameters:\n  a: two", 5, "parameters.a", "a whole number is wanted here, not the text 'two'", "")]
    [InlineData("parameters:\n  a: '2'", 5, "parameters.a", "a whole number is wanted here, not the text '2'", "take the quotes away")]
    [InlineData("parameters:\n  a: 1_000", 5, "parameters.a", "not the text '1_000'", "write 1000")]
    [InlineData("parameters:\n  a: 2.5", 5, "parameters.a", "a whole number is wanted here, not 2.5", "")]
    [InlineData("parameters:\n  a: 99999999999999999999", 5, "parameters.a", "a whole number is wanted here", "")]
    [InlineData("parameters:\n  a:", 5, "parameters.a", "not nothing", "")]
    [InlineData("parameters:\n  x: .nan", 5, "parameters.x", ".nan is no finite number", "")]
    [InlineData("parameters:\n  x: [1, -.inf]", 5, "parameters.x", "-.inf is no finite number", "")]
    [InlineData("parameters:\n  x: 1e999", 5, "parameters.x", "1e999 is no finite number", "")]
    [InlineData("parameters:\n  x: true", 5, "parameters.x", "a number is wanted here, not true", "")]
    [InlineData("parameters:\n  note: 3", 5, "parameters.note", "a text is wanted here, not 3", "quote it")]
    [InlineData("parameters:\n  model: vea", 5, "parameters.model", "'vea' is not possible", "did you mean 'vae'?")]
    [InlineData("parameters:\n  norm: yes", 5, "parameters.norm", "true or false is wanted here, not the text 'yes'", "write true or false")]
    [InlineData("parameters:\n  a: { from: 1, to: 9 }", 5, "parameters.a", "neither step nor count", "")]
    [InlineData("parameters:\n  a: { from: 1, step: 1 }", 5, "parameters.a", "no 'to'", "")]
    [InlineData("parameters:\n  a: { from: 1, to: 9, step: 2, count: 5 }", 5, "parameters.a.count", "both step and count", "")]
    [InlineData("parameters:\n  a: { from: 1, to: 9, step: 3 }", 5, "parameters.a.step", "steps of 3 from 1 don't end at 9", "end at 7 or 10")]
    [InlineData("parameters:\n  x: { from: 0, to: 1, step: 0.3 }", 5, "parameters.x.step", "don't end at 1", "end at 0.9 or 1.2")]
    [InlineData("parameters:\n  a: { from: 1, to: 9, step: 0 }", 5, "parameters.a.step", "the step is zero", "")]
    [InlineData("parameters:\n  a: { from: 1, to: 9, step: -2 }", 5, "parameters.a.step", "leads away", "positive")]
    [InlineData("parameters:\n  a: { from: 9, to: 1, step: 2 }", 5, "parameters.a.step", "leads away", "negative")]
    [InlineData("parameters:\n  a: { from: 0, to: 100000, step: 1 }", 5, "parameters.a.step", "more than 100,000 values", "larger step")]
    [InlineData("parameters:\n  x: { from: 0, to: 1, count: 100001 }", 5, "parameters.x.count", "100001 is not possible", "")]
    [InlineData("parameters:\n  x: { from: 0, to: 1, count: 1 }", 5, "parameters.x.count", "one value can't be both", "")]
    [InlineData("parameters:\n  x: { from: 1, to: 1, count: 2 }", 5, "parameters.x.count", "only 1 of 2 values differ", "")]
    [InlineData("parameters:\n  a: { from: 1, to: 3, count: 9 }", 5, "parameters.a.count", "only 3 of 9 values differ", "smaller count")]
    [InlineData("parameters:\n  x: { from: 0, to: 1, count: 3, spacing: log }", 5, "parameters.x.from", "above zero", "")]
    [InlineData("parameters:\n  x: { from: 1, to: -1, count: 3, spacing: log }", 5, "parameters.x.to", "above zero", "")]
    [InlineData("parameters:\n  x: { from: 1, to: 2, step: 1, spacing: log }", 5, "parameters.x.step", "has no step", "count")]
    [InlineData("parameters:\n  x: { from: 1, to: 2, count: 2, spacing: lgo }", 5, "parameters.x.spacing", "'lgo' is not possible", "did you mean 'log'?")]
    [InlineData("parameters:\n  x: { from: -1e308, to: 1e308, count: 3 }", 5, "parameters.x", "too far", "")]
    [InlineData("parameters:\n  a: { from: 0, to: 9223372036854775807, step: 9223372036854775806 }", 5, "parameters.a.step", "don't end at", "9223372036854775806")]
    [InlineData("parameters:\n  model: { from: 1, to: 2, step: 1 }", 5, "parameters.model", "no range", "list")]
    [InlineData("where: { a: x == 1 }", 4, "where.a", "not among the parameters", "")]
    [InlineData("parameters: { a: [1, 2] }\nwhere: { a: a == 1 }", 5, "where.a", "depends on itself: a → a", "")]
    [InlineData("parameters: { a: [1, 2], b: 2 }\nwhere:\n  a: b == 2\n  b: a == 1", 6, "where.a", "depends on itself: a → b → a", "")]
    [InlineData("parameters: { a: [1, 2] }\nwhere: { a: true }", 5, "where.a", "an expression is wanted here, not true", "")]
    [InlineData("parameters: { a: [1, 2] }\nwhere: { a: modle == 'vae' }", 5, "where.a", "no parameter is called 'modle'", "did you mean 'model'?")]
    [InlineData("constraints: a == 1", 4, "constraints", "a list of expressions is wanted", "'- '")]
    [InlineData("constraints: []", 4, "constraints", "the list is empty", "")]
    [InlineData("constraints:\n  - a == 1\n  - a >", 6, "constraints", "ends too early", "")]
    [InlineData("constraints:\n  - a == 'x'", 5, "constraints", "can't be compared", "")]
    [InlineData("constraints:\n  - a * 2", 5, "constraints", "must be true or false", "")]
    [InlineData("constraints:\n  - !a", 5, "", "tags", "'not'")]
    [InlineData("constraints:\n  - a == 0\n  - a > 5", 6, "constraints", "no trial satisfies it", "")]
    [InlineData("seeds: 3", 4, "seeds", "a list of one seed or more is wanted here, not 3", "seeds: [3]")]
    [InlineData("seeds: []", 4, "seeds", "a list of one seed or more", "")]
    [InlineData("seeds: [1, -1]", 4, "seeds", "a whole number from 0, not -1", "")]
    [InlineData("seeds: [1, 2, 1]", 4, "seeds", "1 is listed twice", "")]
    [InlineData("seeds: [1, x]", 4, "seeds", "not the text 'x'", "")]
    [InlineData("seeds: [1]\nreplicates: 2", 5, "replicates", "both seeds (line 4) and replicates", "")]
    [InlineData("replicates: 0", 4, "replicates", "0 is not possible", "1 to")]
    [InlineData("objective: { metric: acuracy }", 4, "objective.metric", "no metric 'acuracy'", "did you mean 'accuracy'?")]
    [InlineData("objective: { goal: minimise }", 4, "objective.goal", "'minimise' is not possible", "did you mean 'minimize'?")]
    [InlineData("resources: { slots: 2 }", 4, "resources.slots", "one slot", "leave it out")]
    [InlineData("resources: { device: gpu }", 4, "resources.device", "'gpu' is not possible", "")]
    [InlineData("retry: { attempts: 0 }", 4, "retry.attempts", "0 is not possible", "1 to 100")]
    [InlineData("retry: { backoff: 2 }", 4, "retry.backoff", "a duration is wanted here, not 2", "2s")]
    [InlineData("retry: { backoff: 2h }", 4, "retry.backoff", "out of range", "")]
    [InlineData("retry: { stalled_after: 500ms }", 4, "retry.stalled_after", "out of range", "1s to 24h")]
    [InlineData("retry: { stalled_after: 25h }", 4, "retry.stalled_after", "out of range", "1s to 24h")]
    [InlineData("checkpoint: { every: 0 }", 4, "checkpoint.every", "0 is not possible", "")]
    [InlineData("tracking: { tags: { a: [1] } }", 4, "tracking.tags.a", "a text is wanted here, not a list", "")]
    [InlineData("description: 5", 4, "description", "a text is wanted here, not 5", "quote it")]
    [InlineData("tracking: &a { experiment: x }\n", 4, "", "anchors", "")]
    [InlineData("tracking: { experiment: *a }\n", 4, "", "aliases", "")]
    [InlineData("? [a]\n: b", 4, "", "a key is a name, not a list", "")]
    [InlineData("seeds: [1, 2\nobjective: { metric: accuracy }", 4, "", "'[' or '{' is not closed", "close it")]
    [InlineData("tracking: { experiment: \"a\\nb\" }", 4, "tracking.experiment", "line break", "")]
    [InlineData("description: a\u0007b", 4, "", "control character", "")]
    [InlineData("x: [1", 5, "", "this is no YAML", "")]
    [InlineData("x: 1\n y: 2", 5, "", "this is no YAML", "")]
    [InlineData("parameters:\n\ta: 1", 5, "", "indented with a tab", "spaces")]
    [InlineData("---\nname: s", 4, "", "a second document", "one sweep")]
    public void A_fault_is_told_with_line_key_problem_and_cure(string rest, int line, string key, string problem, string cure)
    {
        var fault = Assert.Single(Faults(Head + rest));
        Assert.Equal((line, key), (fault.Line, fault.Key));
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.Contains(cure, fault.Cure ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, "", "the file is empty")]
    [InlineData("# nothing\n", 0, "", "the file is empty")]
    [InlineData("- a\n- b", 1, "", "keys with values are wanted here, not a list")]
    [InlineData("hello", 1, "", "keys with values are wanted here, not the text 'hello'")]
    [InlineData("experiment: noop", 1, "name", "is missing")]
    [InlineData("name: s", 1, "experiment", "is missing")]
    [InlineData("name: 'a b'\nexperiment: noop", 1, "name", "a name has letters")]
    [InlineData("name: ..\nexperiment: noop", 1, "name", "a name has letters")]
    [InlineData("name: s\nexperiment: nop", 2, "experiment", "no experiment is called 'nop'")]
    [InlineData("name: s\nexperiment: resnet", 2, "experiment", "no experiment is called 'resnet'")]
    [InlineData("name: s\nexperiment: noop\ndataset: mnist", 3, "dataset", "noop trains on no data set")]
    [InlineData("name: s\nexperiment: everything", 1, "dataset", "is missing, and everything needs one")]
    [InlineData("name: s\nexperiment: everything\ndataset: minst", 3, "dataset", "no data set is called 'minst'")]
    [InlineData("name: s\nexperiment: everything\ndataset: clouds", 3, "dataset", "everything can't train on clouds")]
    [InlineData("name: s\nexperiment: everything\ndataset: { train: 5 }", 3, "dataset.name", "is missing")]
    [InlineData("name: s\nexperiment: everything\ndataset: { name: mnist, trian: 5 }", 3, "dataset.trian", "mnist has no such option")]
    [InlineData("name: s\nexperiment: everything\ndataset: { name: mnist, train: 60001 }", 3, "dataset.train", "60001 is out of range")]
    [InlineData("name: s\nexperiment: denoising-autoencoder\ndataset: mnist\nparameters: { epochs: -3 }", 4, "parameters.epochs", "-3 is out of range")]
    public void A_file_that_lacks_the_basics_is_told_so(string yaml, int line, string key, string problem)
    {
        var fault = Assert.Single(Faults(yaml));
        Assert.Equal((line, key), (fault.Line, fault.Key));
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once_in_the_order_of_lines()
    {
        var faults = Faults("nmae: s\nexperiment: denoising-autoencder\ndataset: mnits\nparameters:\n  noise: [5, x]\n  epochs: -1\nconstraints:\n  - noise ==\n  - foo < 3\nretry: { attempts: no }\n");
        Assert.Equal([1, 1, 2, 3, 5, 5, 6, 8, 9, 10], faults.Select(fault => fault.Line));
    }

    [Theory]
    [InlineData("constraints:\n  - a == 1 and bb == 2", 16)]
    [InlineData("constraints: ['a == 1 and bb == 2']", 27)]
    [InlineData("constraints: [\"a == 1 and bb == 2\"]", 27)]
    [InlineData("constraints: ['model == ''vae'' and bb == 2']", 37)]
    public void The_column_points_into_the_expression(string rest, int column) => Assert.Equal(column, Assert.Single(Faults(Head + rest)).Column);

    [Fact]
    public void At_most_fifty_faults_are_shown()
    {
        var faults = Faults(Head + string.Concat(Enumerable.Range(0, 80).Select(index => $"key{index}: 1\n")));
        Assert.Equal(51, faults.Count);
        Assert.Equal("and 30 more", faults[50].ToString());
    }

    [Fact]
    public void A_fault_reads_as_one_line() => Assert.Equal(
        "line 4: retry.attempts: 0 is not possible (1 to 100)", Assert.Single(Faults(Head + "retry: { attempts: 0 }")).ToString());

    [Theory]
    [InlineData("a: 3.0", 3)]
    [InlineData("a: 1e3", 1000)]
    [InlineData("a: +7", 7)]
    public void A_whole_number_may_be_written_with_a_point(string value, long expected) =>
        Assert.Equal(expected, SweepFile.Parse($"{Head}parameters:\n  {value}", Catalogue).Spec!.Axes[0].Values[0].AsInteger());

    [Theory]
    [InlineData("x: { from: 0.1, to: 0.5, step: 0.1 }", "0.1 0.2 0.3 0.4 0.5")]
    [InlineData("x: { from: 1, to: 0, step: -0.25 }", "1.0 0.75 0.5 0.25 0.0")]
    [InlineData("x: { from: 0, to: 1, count: 4 }", "0.0 0.3333333333333333 0.6666666666666666 1.0")]
    [InlineData("x: { from: 0.0001, to: 1, count: 5, spacing: log }", "0.0001 0.001 0.01 0.1 1.0")]
    [InlineData("x: { from: 1, to: 0.01, count: 3, spacing: log }", "1.0 0.1 0.01")]
    [InlineData("x: { from: 1e-12, to: 5e-12, step: 2e-12 }", "1E-12 3E-12 5E-12")]
    [InlineData("x: { from: 1e-300, to: 1e300, count: 3, spacing: log }", "1E-300 1.0 1E+300")]
    [InlineData("x: { from: 2, to: 2, step: 1 }", "2.0")]
    [InlineData("a: { from: 8, to: 512, count: 7, spacing: log }", "8 16 32 64 128 256 512")]
    [InlineData("a: { from: 1, to: 10, count: 4 }", "1 4 7 10")]
    [InlineData("a: { from: 1, to: 10, count: 3 }", "1 6 10")]
    [InlineData("a: { from: -9223372036854775808, to: 9223372036854775807, count: 2 }", "-9223372036854775808 9223372036854775807")]
    public void A_range_holds_these_values(string range, string expected) =>
        Assert.Equal(expected, string.Join(' ', SweepFile.Parse($"{Head}parameters:\n  {range}", Catalogue).Spec!.Axes[0].Values));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Equal("the file is not UTF-8 text", Assert.Single(SweepFile.Parse([0x6e, 0xff, 0xfe], Catalogue).Faults).Problem);

    [Fact]
    public void A_byte_order_mark_is_no_fault() =>
        Assert.True(SweepFile.Parse([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Head)], Catalogue).Good);

    [Fact]
    public void A_file_of_two_megabytes_is_refused_unread()
    {
        var fault = Assert.Single(Faults(Head + new string('#', 2 << 20)));
        Assert.Contains("more than 1,048,576", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: [")]
    public void Deep_nesting_is_refused(string opening) => Assert.Single(Faults(string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Fact]
    public void The_shipped_sweeps_are_good_for_the_trainer_of_this_build()
    {
        var catalogue = OrchestratorHost.LoadCatalogue();

        Assert.Equal(8, SweepFile.Parse(SweepFiles.Shipped("quickstart.yaml"), catalogue).Grid!.Count);
        Assert.Equal(10_000, SweepFile.Parse(SweepFiles.Shipped("noop.yaml"), catalogue).Grid!.Count);
    }

    private static IReadOnlyList<SweepFault> Faults(string yaml)
    {
        var result = SweepFile.Parse(yaml, Catalogue);
        Assert.False(result.Good);
        Assert.True(result.Spec is null && result.Grid is null);
        return result.Faults;
    }
}
