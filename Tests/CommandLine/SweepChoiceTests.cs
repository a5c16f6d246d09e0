using Orchestrator;
using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class SweepChoiceTests
{
    [Theory]
    [InlineData("quickstart-1a", "quickstart-1a")]
    [InlineData("quickstart-2", "quickstart-2b")]
    public void An_id_or_its_beginning_is_enough(string text, string id) =>
        Assert.Equal(id, SweepChoice.Find([Some.SweepDto(id: "quickstart-1a"), Some.SweepDto(id: "quickstart-2b")], text).Id);

    [Fact]
    public void A_name_is_enough_where_one_sweep_has_it() => Assert.Equal("quickstart-1a", SweepChoice.Find([Some.SweepDto(id: "quickstart-1a")], "quickstart").Id);

    [Fact]
    public void An_ambiguous_name_is_refused_with_the_ids_in_question()
    {
        var older = Some.SweepDto(id: "quickstart-1a") with { SubmittedAt = new(2026, 3, 9, 8, 5, 0, TimeSpan.Zero) };
        var newer = Some.SweepDto(id: "quickstart-2b", state: "completed") with { SubmittedAt = new(2026, 3, 9, 23, 30, 0, TimeSpan.FromHours(-2)) };

        var refusal = Assert.Throws<RefusalException>(() => SweepChoice.Find([older, newer], "quickstart"));
        Assert.Equal(
            "'quickstart' could be quickstart-2b (completed, submitted 2026-03-10 01:30 UTC) or quickstart-1a (running, submitted 2026-03-09 08:05 UTC): say more of the id",
            refusal.Message);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest() =>
        Assert.Contains("did you mean 'quickstart'?", Assert.Throws<RefusalException>(() => SweepChoice.Find([Some.SweepDto()], "quikstart")).Message);

    [Fact]
    public void Without_a_name_the_newest_that_is_not_over_is_meant()
    {
        var running = Some.SweepDto(id: "old");
        var over = Some.SweepDto(id: "new", state: "completed") with { SubmittedAt = running.SubmittedAt.AddHours(1) };
        Assert.Equal("old", SweepChoice.Newest([over, running]).Id);
    }
}
