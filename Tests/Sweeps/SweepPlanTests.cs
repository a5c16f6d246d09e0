using System.Text.Json;
using Orchestrator.Bench;
using Orchestrator.CommandLine;
using Orchestrator.Sweeps;
using Shared.Hosting;
using Shared.Trials;
using Spectre.Console;
using Tests.Support;
using Xunit;
using Grid = Orchestrator.Sweeps.Grid;

namespace Tests.Sweeps;

public sealed class SweepPlanTests
{
    [Fact]
    public void A_plan_counts_trials_epochs_and_what_is_cut()
    {
        var plan = PlanOf("parameters: { a: [1, 2, 3], b: [1, 2] }\nconstraints: [a >= b]\nreplicates: 2");
        Assert.Equal((10, 12, 2, 2), (plan.Trials, plan.Uncut, plan.Cut, plan.Seeds));
        Assert.Null(plan.TotalEpochs);
        Assert.Equal(3, plan.Axes[0].Count);
        Assert.Equal(5, plan.First.Count);
    }

    [Fact]
    public void Epochs_are_summed_over_all_trials()
    {
        var plan = PlanOf("name: s\nexperiment: denoising-autoencoder\ndataset: mnist\nparameters: { epochs: [1, 10], filters: [8, 16, 32] }\nconstraints: [epochs == 1 or filters > 8]\n", head: "");
        Assert.Equal((3 * 1) + (2 * 10), plan.TotalEpochs);
    }

    [Fact]
    public void Without_a_measurement_there_is_no_estimate()
    {
        var plan = PlanOf("");
        Assert.Null(plan.Estimate.Seconds);
        Assert.Equal("no estimate yet: no trial of this experiment has been timed on this machine", plan.Estimate.Basis);
    }

    [Theory]
    [InlineData(2, 0, 12.0)]
    [InlineData(4, 0, 6.0)]
    [InlineData(8, 2, 12.0)]
    public void An_estimate_counts_rounds_of_parallel_trials(int slots, int cap, double seconds)
    {
        var result = SweepFile.Parse($"name: s\nexperiment: everything\ndataset: mnist\nparameters: {{ a: [1, 2, 3, 4, 5, 6, 7, 8] }}\nresources: {{ max_parallel: {cap} }}", Some.Catalogue());
        Assert.Equal(seconds, SweepPlan.Of(result.Spec!, result.Grid!, secondsPerTrial: 3, slots).Estimate.Seconds);
    }

    [Fact]
    public void The_json_of_a_plan_has_what_a_program_needs()
    {
        using var json = JsonDocument.Parse(PlanOf("parameters: { a: [1, 2], model: [vae, cnn] }").ToJson());
        var root = json.RootElement;
        Assert.Equal(4, root.GetProperty("trials").GetInt64());
        Assert.Equal("vae", root.GetProperty("first")[0].GetProperty("parameters").GetProperty("model").GetString());
        Assert.Equal(32, root.GetProperty("first")[0].GetProperty("key").GetString()!.Length);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("estimate").GetProperty("seconds").ValueKind);
    }

    [Fact]
    public void A_plan_is_shown_with_whatever_a_file_holds()
    {
        var shown = Show(PlanOf("description: '[red]not markup[/]'\nparameters: { a: [1, 2], note: ['[b]', '[/]'] }\nconstraints: [a * 2 < 9]"));
        Assert.Contains("[red]not markup[/]", shown, StringComparison.Ordinal);
        Assert.Contains("[b], [/]", shown, StringComparison.Ordinal);
        Assert.Contains("no estimate yet", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bfloat16", "any", false, true)]
    [InlineData("bfloat16", "cpu", false, true)]
    [InlineData("bfloat16", "cuda", false, false)]
    [InlineData("bfloat16", "any", true, false)]
    [InlineData("bfloat16", "any", null, false)]
    [InlineData("float32", "any", false, false)]
    public void A_plan_warns_of_arithmetic_that_this_processor_lacks(string precision, string device, bool? has, bool warns)
    {
        var result = SweepFile.Parse($"name: s\nexperiment: everything\ndataset: mnist\nresources: {{ device: {device} }}", Some.Catalogue());
        ParameterValue[] values = [ParameterValue.Of("float32"), ParameterValue.Of(precision)];
        var spec = result.Spec! with { Axes = [.. result.Spec!.Axes, new Axis("precision", [.. values.Distinct()], values[0])] };
        var notes = SweepNotes.Of(spec, has);
        Assert.Equal(warns, notes.Count == 1);
        Assert.Equal(warns, Show(SweepPlan.Of(spec, Grid.Of(spec)) with { Notes = notes }).Contains("Note", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0, true, false)]
    [InlineData(1 << 22, 0, false, true)]
    [InlineData(0, 1 << 5, true, true)]
    [InlineData(0, 1 << 5, false, false)]
    public void A_processor_has_bfloat16_with_amx_or_with_avx_512s(int features, int more, bool avx512, bool has) =>
        Assert.Equal(has, ProcessorArithmetic.TellsBfloat16(features, more, avx512));

    [Fact]
    public void A_plan_says_what_is_cut_and_how_long_it_takes()
    {
        var result = SweepFile.Parse("name: s\nexperiment: everything\ndataset: mnist\nparameters: { a: [1, 2], b: [1, 2] }\nwhere: { b: a == 2 }", Some.Catalogue());
        var shown = Show(SweepPlan.Of(result.Spec!, result.Grid!, secondsPerTrial: 60, slots: 1));
        Assert.Contains("3 of 4; 1 cut by conditions and constraints", shown, StringComparison.Ordinal);
        Assert.Contains("about 3 min", shown, StringComparison.Ordinal);
        Assert.Contains("a == 2; else 0", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1_000_000)]
    [InlineData(true, 1_000_000)]
    public void A_million_trials_are_planned_without_a_hundred_megabytes(bool coupled, long trials)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = PlanBench.Plan(coupled, Some.Catalogue());
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(trials, plan.Trials);
        Assert.InRange(bytes, 0, 100 << 20);
    }

    private static PlanDto PlanOf(string rest, string head = "name: s\nexperiment: everything\ndataset: mnist\n")
    {
        var result = SweepFile.Parse(head + rest, Some.Catalogue());
        Assert.Empty(result.Faults);
        return SweepPlan.Of(result.Spec!, result.Grid!);
    }

    private static string Show(PlanDto plan)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 160;
        console.Write(PlanView.Of(plan));
        return text.ToString();
    }
}
