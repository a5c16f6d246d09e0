using Orchestrator.Api;
using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class EndedTrialsTests
{
    private readonly List<int> _read = [];
    private string[] _states = [.. Enumerable.Repeat("pending", 3000)];

    [Fact]
    public async Task Each_ended_trial_is_found_once()
    {
        var ended = new EndedTrials(PageAsync);
        Set("finished", 0, 3);
        Set("running", 1, 2);
        Assert.Equal([0, 3], await FoundAsync(ended));
        Assert.Empty(await FoundAsync(ended));
        Set("failed", 1);
        Assert.Equal([1], await FoundAsync(ended));
    }

    [Fact]
    public async Task Pages_that_nobody_has_begun_are_not_read_and_those_that_are_over_only_once()
    {
        var ended = new EndedTrials(PageAsync);
        Set("finished", [.. Enumerable.Range(0, 700)]);
        Assert.Equal(700, (await FoundAsync(ended)).Count);
        Assert.Equal([0, 500, 1000], _read);
        _read.Clear();
        Set("finished", 800);
        Assert.Equal([800], await FoundAsync(ended));
        Assert.Equal([500, 1000], _read);
    }

    private async Task<List<int>> FoundAsync(EndedTrials ended)
    {
        var sweep = Some.SweepDto(finished: _states.Count(state => state == "finished"), failed: _states.Count(state => state == "failed"), running: 0, total: _states.Length);
        return [.. (await ended.NewAsync(sweep, CancellationToken.None)).Select(trial => trial.Index)];
    }

    private Task<TrialPageDto> PageAsync(int offset, CancellationToken cancellation)
    {
        _read.Add(offset);
        var page = Enumerable.Range(offset, OrchestratorClient.PageSize).Select(index => Some.TrialDto(index, _states[index]));
        return Task.FromResult(new TrialPageDto(_states.Length, [.. page]));
    }

    private void Set(string state, params int[] indices)
    {
        _states = [.. _states];
        foreach (var index in indices)
        {
            _states[index] = state;
        }
    }
}
