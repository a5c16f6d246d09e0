using Orchestrator.Api;
using Orchestrator.CommandLine;
using Spectre.Console;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class LiveViewTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(78)]
    [InlineData(110)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal(int width) =>
        Assert.All(Lines(Some.SweepDto() with { Waits = new string('w', 300) }, width), line => Assert.True(line.Length <= width, line));

    [Fact]
    public void A_running_trial_shows_its_bar_epoch_objective_speed_place_and_parameters()
    {
        var row = Assert.Single(Lines(Some.SweepDto(running: 1), 100), line => line.Contains("2/5"));
        Assert.Contains("████████░░░░░░░░", row);
        Assert.Contains("0.1023", row);
        Assert.Contains("1,843", row);
        Assert.Contains("node-a/cpu-1", row);
        Assert.Contains("noise=0.6 filters=16", row);
    }

    [Fact]
    public void The_numbers_fit_60_columns_whole() => Assert.Equal(
        ["3 of 8 done, 0 failed, 2 running, 3 left", "2.6 trials/min; 1 min 10 s so far, about 40 s left"],
        Lines(Some.SweepDto(), 60)[2..4]);

    [Fact]
    public void A_sweep_that_waits_says_why() =>
        Assert.Contains("waits: no node has joined yet", Lines(Some.SweepDto(running: 0) with { Waits = "no node has joined yet" }, 78));

    [Fact]
    public void Running_trials_that_do_not_fit_the_height_are_counted() =>
        Assert.Contains("and 37 more running", Lines(Some.SweepDto(finished: 0, running: 40, total: 40), 100, height: 12));

    [Fact]
    public void Names_are_never_read_as_markup() =>
        Assert.Contains(Lines(Some.SweepDto() with { Name = "[red]x[/] [nonsense]" }, 100), line => line.StartsWith("[red]x[/] [nonsense]  running"));

    [Fact]
    public void The_bar_can_be_read_without_colours() => Assert.Equal("███░░░░░░░", LiveView.Bar(0.3, 10));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-3)]
    [InlineData(7)]
    public void A_bar_keeps_its_width_whatever_the_fraction(double fraction) => Assert.Equal(10, LiveView.Bar(fraction, 10).Length);

    private static string[] Lines(SweepDto sweep, int width, int height = 50)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Write(LiveView.Render(sweep, width, height));
        Assert.DoesNotContain('\u001b', writer.ToString());
        return [.. writer.ToString().Split('\n').Select(line => line.TrimEnd())];
    }
}
