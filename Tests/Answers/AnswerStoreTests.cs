using Orchestrator.Answers;
using Tests.Support;
using Xunit;

namespace Tests.Answers;

public sealed class AnswerStoreTests : IDisposable
{
    private static readonly AnswerScope Scope = new("", "val_loss");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_is_found_at_once_and_after_a_restart_and_the_first_one_stays()
    {
        await using (var store = Open())
        {
            store.Add("a", Scope, Some(0));
            Assert.Equal(Some(0), Assert.Single(store.Find(["a", "b"], Scope)).Value);
        }

        await using (var store = Open())
        {
            store.Add("a", Scope, Some(5));
        }

        await using var again = Open();
        Assert.Equal(Some(0), Assert.Single(again.Find(["a", "b"], Scope)).Value);
    }

    [Fact]
    public async Task An_answer_of_another_metric_or_tracking_server_is_none()
    {
        await using var store = Open();
        store.Add("a", Scope, Some(0));

        Assert.Empty(store.Find(["a"], Scope with { Metric = "loss" }));
        Assert.Empty(store.Find(["a"], Scope with { Tracking = "http://elsewhere/" }));
    }

    [Fact]
    public async Task An_objective_that_is_no_number_stays_none()
    {
        await using (var store = Open())
        {
            store.Add("a", Scope, Some(0) with { Objective = null });
        }

        await using var again = Open();
        Assert.Null(again.Find(["a"], Scope)["a"].Objective);
    }

    [Fact]
    public async Task A_damaged_file_is_begun_anew()
    {
        await File.WriteAllTextAsync(_folder.File("answers.db"), new string('x', 5_000));

        await using var store = Open();
        Assert.Empty(store.Find(["a"], Scope));
        store.Add("a", Scope, Some(0));
        Assert.Single(store.Find(["a"], Scope));
    }

    [Fact]
    public async Task What_a_sweep_brought_is_known_after_a_restart()
    {
        await using (var store = Open())
        {
            store.Filled("s-1", 3);
        }

        await using var again = Open();
        Assert.True(again.IsFilled("s-1", 3));
        Assert.False(again.IsFilled("s-1", 4));
        Assert.False(again.IsFilled("s-2", 1));
    }

    private static Answer Some(int index) => new("s-1", index, 0.25, 2, "4", 1_000);

    private AnswerStore Open() => AnswerStore.Open(_folder.File("answers.db"));
}
