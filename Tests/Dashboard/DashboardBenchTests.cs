using System.Text;
using Orchestrator;
using Orchestrator.Bench.Dashboard;
using Xunit;

namespace Tests.Dashboard;

public sealed class DashboardBenchTests
{
    [Fact]
    public void An_answer_of_the_browser_has_its_question_and_an_event_none()
    {
        Assert.Null(Read("""{"method":"Page.loadEventFired","params":{"timestamp":1}}"""));
        var answer = Read("""{"id":7,"result":{"result":{"type":"number","value":42.5}}}""")!;

        Assert.Equal(7, answer.Id);
        Assert.Equal(42.5, DevToolsAnswer.ValueOf(answer.ResultOf("Runtime.evaluate")).GetDouble());
    }

    [Fact]
    public void What_the_browser_or_the_page_refuses_is_said_in_one_line()
    {
        var refused = Read("""{"id":1,"error":{"code":-32601,"message":"'Page.fly' wasn't found"}}""")!;
        var thrown = Read("""{"id":2,"result":{"result":{"type":"object"},"exceptionDetails":{"text":"Uncaught","exception":{"description":"Error: no table\n    at look (:3:1)"}}}}""")!;

        Assert.Equal("the browser refused Page.fly: 'Page.fly' wasn't found", Assert.Throws<RefusalException>(() => refused.ResultOf("Page.fly")).Message);
        Assert.Equal("the page could not be measured: Error: no table", Assert.Throws<RefusalException>(() => DevToolsAnswer.ValueOf(thrown.Result)).Message);
    }

    [Fact]
    public void Frames_are_counted_within_the_drag_and_a_gap_counts_at_its_ends_too()
    {
        var brushed = Brushed.Of([90, 150, 250, 900, 1200], from: 100, to: 1100, busy: 60);

        Assert.Equal((3, 650, 20), (brushed.PerSecond, brushed.LongestMs, brushed.WorkMs));
    }

    [Fact]
    public void A_median_is_the_middle_or_between_the_two_in_the_middle()
    {
        Assert.Equal(2, Figures.Median([9, 1, 2]));
        Assert.Equal(3, Figures.Median([4, 1, 9, 2]));
    }

    [Fact]
    public void Points_are_counted_from_the_lengths_of_the_curves()
    {
        int[] curves = [2, 0, 100, 7, 3, 1, 2, 3];

        Assert.Equal(103, Figures.Points(curves.SelectMany(BitConverter.GetBytes).ToArray()));
    }

    [Fact]
    public void Live_cost_is_what_goes_beyond_as_many_trials_without_a_page()
    {
        LiveWindow[] without = [new(Seconds: 5, Processor: 2, Trials: 1000, Rows: 0, MainThread: 0)];
        LiveWindow[] with = [new(Seconds: 5, Processor: 1.5, Trials: 500, Rows: 600, MainThread: 1)];

        var live = LiveFigures.Of(without, with);

        Assert.Equal(0.1, live.Page, 6);
        Assert.Equal((120, 0.2), (live.Rows, live.MainThread));
    }

    [Fact]
    public void A_missing_browser_is_refused_before_anything_is_started() =>
        Assert.Contains("--browser", Assert.Throws<RefusalException>(() => Chromium.Require("/no/such/chromium")).Message, StringComparison.Ordinal);

    private static DevToolsAnswer? Read(string message) => DevToolsAnswer.Read(Encoding.UTF8.GetBytes(message));
}
