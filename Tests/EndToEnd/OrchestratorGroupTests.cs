using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Shared.Mlflow;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>Three orchestrators stand in for each other, whichever goes and however. Beside no training: a starved process is taken for a dead one.</summary>
[Collection(TorchTests.Name)]
public sealed class OrchestratorGroupTests(ITestOutputHelper output)
{
    private const int Sweeps = 3;
    private const int Trials = 60;

    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // One attempt a trial: a loss that counted as a failure would end the sweep with failures.
    private static string Sweep(int which) => $$"""
        name: group-{{which}}
        experiment: noop
        parameters: { index: { from: 1, to: {{Trials}}, step: 1 }, epochs: 2, sleep_ms: {{250 + which}} }
        retry: { attempts: 1 }
        """;

    [Fact]
    public async Task Whichever_orchestrator_goes_the_others_go_on_and_every_trial_is_run_once()
    {
        await using var group = await OrchestratorGroup.StartAsync(slots: 2);
        var ids = new List<string>();
        for (var i = 0; i < Sweeps; i++)
        {
            // Each through another orchestrator.
            var answer = await group.Clients[i].SubmitAsync(Encoding.UTF8.GetBytes(Sweep(i)), fresh: false, CancellationToken.None);
            Assert.Empty(answer.Faults);
            ids.Add(answer.Submitted!.Id);
        }

        await ProgressAsync(group.Clients[0], ids, more: 6);
        var active = group.Active();
        var (_, other) = await GoesAsync(group, active, "kill -9 of the active one", group.KillAsync, ids);

        // Back again, as under a supervisor; then one goes that is not active.
        group.Serve(active);
        await group.AnswersAsync(active);
        var (next, _) = await GoesAsync(group, active, "kill -9 of one that is not active", group.KillAsync, ids);
        Assert.Equal(other, next);
        group.Serve(active);
        await group.AnswersAsync(active);
        await GoesAsync(group, other, "SIGTERM of the active one", group.EndAsync, ids);

        var client = group.Clients[active];
        foreach (var id in ids)
        {
            await RunOnceAsync(group.Tracking, client, await EndAsync(client, id));
            await SameOnAllPagesAsync(group.Clients.Where((_, i) => i != other), id);
        }
    }

    // The timeline is read from the journal, here a PostgreSQL server, wherever the sweep itself lives.
    private static async Task SameOnAllPagesAsync(IEnumerable<OrchestratorClient> orchestrators, string id)
    {
        foreach (var orchestrator in orchestrators)
        {
            using var http = new HttpClient { BaseAddress = orchestrator.Server };
            var timeline = await http.GetFromJsonAsync($"api/sweeps/{id}/timeline", ApiJson.Default.TimelineDto);
            Assert.Equal(new string('f', Trials), string.Concat(timeline!.Outcome.Where(outcome => outcome == 'f')));
            Assert.Equal(Enumerable.Range(0, Trials), timeline.Trial.Where((_, at) => timeline.Outcome[at] == 'f').Order());
            Assert.Contains("</html>", await http.GetStringAsync($"sweeps/{id}"), StringComparison.Ordinal);
        }
    }

    // Takes one away and waits until the others have a dispatcher with the node, and every sweep goes on.
    private async Task<(int Active, int Next)> GoesAsync(OrchestratorGroup group, int which, string how, Func<int, Task> act, IReadOnlyList<string> ids)
    {
        var active = group.Active();
        var client = group.Clients[(which + 1) % 3];
        var at = DateTimeOffset.UtcNow;
        await act(which);
        if (which == active)
        {
            for (var started = Stopwatch.GetTimestamp(); group.Active() == which; await Task.Delay(50))
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < TakeOver, "nobody takes over");
            }

            output.WriteLine($"{how}: the next dispatcher has the node after {(group.Attached(group.Active()) - at).TotalSeconds:0.0} s");
        }

        await ProgressAsync(client, ids, more: 3);
        output.WriteLine($"{how}: every sweep has gone on after {(DateTimeOffset.UtcNow - at).TotalSeconds:0.0} s");
        return (active, group.Active());
    }

    // Until each sweep has finished so many more trials than now, or all of them.
    private static async Task ProgressAsync(OrchestratorClient client, IReadOnlyList<string> ids, int more)
    {
        var before = new Dictionary<string, int>();
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            var now = await ListAsync(client);
            if (now is not null)
            {
                ids.Where(id => now.ContainsKey(id)).ToList().ForEach(id => before.TryAdd(id, now[id].Trials.Finished));
                if (ids.All(id => now.TryGetValue(id, out var sweep) && (sweep.Trials.Finished >= before[id] + more || SweepStates.Ended(sweep.State))))
                {
                    return;
                }
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TakeOver, $"some sweep does not go on: {string.Join("; ", now?.Values.Select(sweep => sweep.ToString()) ?? [])}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, SweepDto>?> ListAsync(OrchestratorClient client)
    {
        try
        {
            return (await client.ListAsync(CancellationToken.None)).ToDictionary(sweep => sweep.Id);
        }
        catch (Exception fault) when (fault is HttpRequestException or Orchestrator.RefusalException)
        {
            // Nobody has the sweep at this moment.
            return null;
        }
    }

    private static async Task<SweepDto> EndAsync(OrchestratorClient client, string id)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(200))
        {
            var sweep = await client.SweepAsync(id, CancellationToken.None);
            if (SweepStates.Ended(sweep.State))
            {
                return sweep;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited in vain; last seen: {sweep}");
        }
    }

    private static async Task RunOnceAsync(MlflowClient tracking, OrchestratorClient client, SweepDto sweep)
    {
        Assert.Equal(("completed", Trials, 0), (sweep.State, sweep.Trials.Finished, sweep.Trials.Reused));
        var page = await client.TrialsAsync(sweep.Id, 0, CancellationToken.None);
        Assert.All(page.Trials, trial => Assert.Equal(("finished", 1), (trial.State, trial.Attempt)));
        var runs = new List<string>();
        // The last rows may still be on their way from the node.
        for (var started = Stopwatch.GetTimestamp(); runs.Count < Trials && Stopwatch.GetElapsedTime(started) < TakeOver; await Task.Delay(200))
        {
            runs.Clear();
            await foreach (var run in tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!)))
            {
                if (run.Info.Status == RunStatus.Finished)
                {
                    runs.Add(run.Data!.Tags!.Single(tag => tag.Key == SweepTags.Trial).Value);
                }
            }
        }

        Assert.Equal(Trials, runs.Distinct().Count());
        Assert.Equal(Trials, runs.Count);
    }
}
