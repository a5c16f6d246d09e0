using System.Net;
using System.Runtime.CompilerServices;
using Messages = Shared.Mlflow.MlflowMessages;

namespace Shared.Mlflow;

/// <summary>
/// A typed client of MLflow's tracking REST API, version 2.0. Safe for concurrent use and meant to live as long as the process. Every method throws
/// <see cref="MlflowException"/>, once the options' patience has run out, and <see cref="OperationCanceledException"/> when cancelled.
/// </summary>
/// <param name="transport">Replaces the network in tests; it is disposed with the client.</param>
public sealed partial class MlflowClient(
    MlflowConnection connection,
    MlflowClientOptions? options = null,
    TimeProvider? clock = null,
    HttpMessageHandler? transport = null) : IDisposable
{
    private readonly MlflowTransport _http = new(connection, options ?? new(), clock ?? TimeProvider.System, transport);
    private readonly WithinLimits _within = new((options ?? new()).Warn);

    public MlflowConnection Connection { get; } = connection;

    public void Dispose() => _http.Dispose();

    /// <summary>Asks for one experiment: proves address, credentials and database. Throws with one line that says why not.</summary>
    public Task CheckAsync(CancellationToken cancellation = default) =>
        _http.PostAsync("experiments/search", new(1, null, null), MlflowJson.Default.SearchExperiments, MlflowJson.Default.ExperimentPage, cancellation);

    public async Task<string> CreateExperimentAsync(
        string name, IReadOnlyList<MlflowTag>? tags = null, string? artifactLocation = null, CancellationToken cancellation = default) =>
        (await _http.PostAsync("experiments/create", new(name, artifactLocation, tags), MlflowJson.Default.CreateExperiment, MlflowJson.Default.ExperimentCreated, cancellation))
        .ExperimentId;

    /// <summary>Null where there is none; a deleted one is found too.</summary>
    public async Task<MlflowExperiment?> GetExperimentByNameAsync(string name, CancellationToken cancellation = default)
    {
        try
        {
            var route = $"experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}";
            return (await _http.GetAsync(route, MlflowJson.Default.ExperimentAnswer, cancellation)).Experiment;
        }
        catch (MlflowException fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The id of the experiment of that name, which is made where there is none; many callers may ask at once.</summary>
    public async Task<string> EnsureExperimentAsync(string name, CancellationToken cancellation = default)
    {
        if (await GetExperimentByNameAsync(name, cancellation) is { } known)
        {
            return known.ExperimentId;
        }
        try
        {
            return await CreateExperimentAsync(name, cancellation: cancellation);
        }
        catch (MlflowException fault) when (fault.ErrorCode == "RESOURCE_ALREADY_EXISTS")
        {
            // Somebody else was faster.
        }
        return (await GetExperimentByNameAsync(name, cancellation))?.ExperimentId
            ?? throw new MlflowException(HttpStatusCode.Conflict, "", $"experiment '{name}' exists and yet is not found");
    }

    public Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellation = default) =>
        _http.PostAsync("experiments/set-experiment-tag", new(experimentId, key, value), MlflowJson.Default.SetExperimentTag, cancellation);

    /// <summary>All that are not deleted, fetched as they are read.</summary>
    public async IAsyncEnumerable<MlflowExperiment> SearchAllExperimentsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? token = null;
        do
        {
            var page = await _http.PostAsync("experiments/search", new(1000, null, token), MlflowJson.Default.SearchExperiments, MlflowJson.Default.ExperimentPage, cancellation);
            foreach (var experiment in page.Experiments ?? [])
            {
                yield return experiment;
            }
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <summary>Not safe to repeat: a try whose answer was lost leaves a run behind.</summary>
    public async Task<MlflowRun> CreateRunAsync(
        string experimentId, DateTimeOffset startTime, string? runName = null, IReadOnlyList<MlflowTag>? tags = null, string? userId = null, CancellationToken cancellation = default)
    {
        var body = new Messages.CreateRun(experimentId, startTime.ToUnixTimeMilliseconds(), runName, tags is null ? null : _within.Tags(tags), userId);
        return (await _http.PostAsync("runs/create", body, MlflowJson.Default.CreateRun, MlflowJson.Default.RunAnswer, cancellation)).Run;
    }

    public async Task<MlflowRun> GetRunAsync(string runId, CancellationToken cancellation = default) =>
        (await _http.GetAsync($"runs/get?run_id={Uri.EscapeDataString(runId)}", MlflowJson.Default.RunAnswer, cancellation)).Run;

    /// <summary>Changes what is not null.</summary>
    public async Task<RunInfo> UpdateRunAsync(
        string runId, RunStatus? status = null, DateTimeOffset? endTime = null, string? runName = null, CancellationToken cancellation = default)
    {
        var body = new Messages.UpdateRun(runId, status, endTime?.ToUnixTimeMilliseconds(), runName);
        return (await _http.PostAsync("runs/update", body, MlflowJson.Default.UpdateRun, MlflowJson.Default.RunUpdated, cancellation)).RunInfo;
    }

    public Task DeleteRunAsync(string runId, CancellationToken cancellation = default) =>
        _http.PostAsync("runs/delete", new(runId), MlflowJson.Default.DeleteRun, cancellation);

    /// <summary>
    /// Logs everything, in as few requests as the server's limits allow, one after the other; what no server takes is left out or cut, with a warning. Safe to
    /// repeat: the server drops identical points and accepts a param's same value again.
    /// </summary>
    public async Task LogBatchAsync(
        string runId,
        IReadOnlyList<MetricPoint>? metrics = null,
        IReadOnlyList<RunParam>? parameters = null,
        IReadOnlyList<MlflowTag>? tags = null,
        CancellationToken cancellation = default)
    {
        foreach (var chunk in LogBatchChunks.Split(runId, _within.Metrics(metrics ?? []), _within.Params(parameters ?? []), _within.Tags(tags ?? [])))
        {
            await _http.PostAsync("runs/log-batch", chunk, MlflowJson.Default.LogBatch, cancellation);
        }
    }

    /// <summary>What the run was fed with. Safe to repeat: a data set that the run has already changes nothing.</summary>
    public Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, CancellationToken cancellation = default) =>
        _http.PostAsync("runs/log-inputs", new(runId, datasets), MlflowJson.Default.LogInputs, cancellation);

    public Task SetTagAsync(string runId, string key, string value, CancellationToken cancellation = default) =>
        _http.PostAsync("runs/set-tag", new(runId, key, _within.Tag(new(key, value)).Value), MlflowJson.Default.SetTag, cancellation);

    /// <param name="filter">In MLflow's language, e.g. <c>metrics.val_loss &lt; 0.1 and tags.`mlflow.parentRunId` = '…'</c>.</param>
    /// <param name="orderBy">Keys with ASC or DESC, e.g. <c>metrics.val_loss ASC</c>; then newest first.</param>
    public Task<RunPage> SearchRunsAsync(
        IReadOnlyList<string> experimentIds,
        string? filter = null,
        IReadOnlyList<string>? orderBy = null,
        int maxResults = 1000,
        string? pageToken = null,
        ViewType view = ViewType.ActiveOnly,
        CancellationToken cancellation = default)
    {
        var body = new Messages.SearchRuns(experimentIds, filter, view, maxResults, orderBy, pageToken);
        return _http.PostAsync("runs/search", body, MlflowJson.Default.SearchRuns, MlflowJson.Default.RunPage, cancellation);
    }

    /// <summary>All pages of a search, fetched as they are read.</summary>
    public async IAsyncEnumerable<MlflowRun> SearchAllRunsAsync(
        IReadOnlyList<string> experimentIds,
        string? filter = null,
        IReadOnlyList<string>? orderBy = null,
        ViewType view = ViewType.ActiveOnly,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? token = null;
        do
        {
            var page = await SearchRunsAsync(experimentIds, filter, orderBy, 1000, token, view, cancellation);
            foreach (var run in page.Runs ?? [])
            {
                yield return run;
            }
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    /// <summary>Every point of a metric, by time, step and value; empty for an unknown one.</summary>
    public async Task<IReadOnlyList<MetricPoint>> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellation = default)
    {
        var points = new List<MetricPoint>();
        await foreach (var page in GetMetricPagesAsync(runId, key, cancellation))
        {
            points.AddRange(page);
        }
        return points;
    }

    /// <summary>The same in pieces, for a history that need not be held whole.</summary>
    public async IAsyncEnumerable<IReadOnlyList<MetricPoint>> GetMetricPagesAsync(string runId, string key, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var first = $"metrics/get-history?run_id={Uri.EscapeDataString(runId)}&metric_key={Uri.EscapeDataString(key)}&max_results=25000";
        for (var route = first; ;)
        {
            var page = await _http.GetAsync(route, MlflowJson.Default.MetricHistory, cancellation);
            yield return page.Metrics ?? [];
            if (string.IsNullOrEmpty(page.NextPageToken))
            {
                yield break;
            }
            route = $"{first}&page_token={Uri.EscapeDataString(page.NextPageToken)}";
        }
    }
}
