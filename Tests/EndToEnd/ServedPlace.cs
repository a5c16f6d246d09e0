using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orchestrator.Api;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>Orchestrators and nodes as processes, one after the other over folders of one place; whatever is left is killed at the end.</summary>
internal sealed class ServedPlace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ProcessFamily _family = new();
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private OrchestratorClient? _client;
    private string _join = "";

    public string Folder(string name) => Path.Combine(_folder.Path, name);

    public string File(string name) => Path.Combine(_folder.Path, name);

    public Uri Address => _client!.Server;

    /// <summary>Serves a folder until it is killed, and waits until it is ready.</summary>
    public async Task ServeAsync(string folder, SiblingProgram? program = null, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var (http, cluster) = (ChaosNet.FreePort([]), 0);
        cluster = ChaosNet.FreePort([http]);
        Start(program ?? SiblingProgram.Orchestrator(), environment, "serve", "--data", Folder(folder), "--port", Text(http), "--cluster-port", Text(cluster));
        _join = $"127.0.0.1:{cluster}";
        _client?.Dispose();
        _client = new OrchestratorClient(new Uri($"http://127.0.0.1:{http}/"));
        await WaitAsync(async () => (await GetAsync("ready")).IsSuccessStatusCode);
    }

    public void StartNode(string name, int slots, SiblingProgram? program = null, IEnumerable<KeyValuePair<string, string>>? environment = null) => Start(
        program ?? SiblingProgram.Node(), environment, "--join", _join, "--name", name, "--data", Folder(name), "--devices", "cpu", "--slots-per-device", Text(slots));

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(Address, path));

    /// <summary>What is told once it is as wanted.</summary>
    public async Task<string> MetricsAsync(Func<string, bool> wanted)
    {
        var text = "";
        await WaitAsync(async () => wanted(text = await _http.GetStringAsync(new Uri(Address, "metrics"))), () => text);
        return text;
    }

    public async Task<string> SubmitAsync(string yaml)
    {
        var answer = await _client!.SubmitAsync(Encoding.UTF8.GetBytes(yaml), false, CancellationToken.None);
        Assert.Empty(answer.Faults);
        return answer.Submitted!.Id;
    }

    public async Task<SweepDto> UntilAsync(string sweep, Func<SweepDto, bool> wanted)
    {
        SweepDto? seen = null;
        await WaitAsync(async () => wanted(seen = await _client!.SweepAsync(sweep, CancellationToken.None)), () => seen?.ToString() ?? "nothing");
        return seen!;
    }

    /// <summary>The tracking server has one run for each trial, and it is finished.</summary>
    /// <param name="unsent">Of how many a node that is gone may have had to say so.</param>
    public async Task OneFinishedRunATrialAsync(string sweep, int trials, int unsent = 0)
    {
        var dto = await _client!.SweepAsync(sweep, CancellationToken.None);
        using var tracking = new MlflowClient(MlflowConnection.Parse(Address.AbsoluteUri));
        Dictionary<string, MlflowRun> runs = [];
        await WaitAsync(
            async () =>
            {
                runs.Clear();
                await foreach (var run in tracking.SearchAllRunsAsync([dto.Tracking.ExperimentId!], SweepTags.ChildrenOf(dto.Tracking.ParentRunId!)))
                {
                    runs.Add(run.Data!.Tags!.Single(tag => tag.Key == SweepTags.Trial).Value, run);
                }

                return runs.Count == trials && runs.Values.Count(run => run.Info.Status != RunStatus.Finished) <= unsent;
            },
            () => string.Join(", ", runs.Select(run => $"{run.Key}: {run.Value.Info.Status}")));
    }

    public Task KillAllAsync()
    {
        _family.KillAll();
        return _family.EndAllAsync(TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAllAsync();
        _client?.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private void Start(SiblingProgram program, IEnumerable<KeyValuePair<string, string>>? environment, params string[] arguments)
    {
        var start = program.StartInfo();
        arguments.ToList().ForEach(start.ArgumentList.Add);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[_family.Mark.Key] = _family.Mark.Value;
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove("MLFLOW_TRACKING_URI");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static async Task WaitAsync(Func<Task<bool>> done, Func<string>? seen = null)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            try
            {
                if (await done())
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or Orchestrator.RefusalException && Stopwatch.GetElapsedTime(started) < Patience)
            {
                // Not yet.
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited in vain; last seen: {seen?.Invoke()}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
