using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Api;
using Shared.Mlflow;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary>
/// The orchestrator's HTTP API, typed. What the orchestrator refuses becomes a <see cref="RefusalException"/> with the orchestrator's own words; where it does not answer, an
/// <see cref="HttpRequestException"/> says so.
/// </summary>
/// <param name="access">As whom it comes; null: as nobody.</param>
public sealed class OrchestratorClient(Uri server, OrchestratorAccess? access = null) : IDisposable
{
    /// <summary>The most that the API hands out at a time.</summary>
    public const int PageSize = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new((access ?? OrchestratorAccess.None).Handler())
    {
        BaseAddress = server,
        Timeout = Patience,
        DefaultRequestHeaders = { Authorization = access?.Authorization },
    };

    public Uri Server => server;

    public Task<SweepDto[]> ListAsync(CancellationToken cancellation) => GetAsync("api/sweeps", ApiJson.Default.SweepDtoArray, cancellation);

    public Task<SweepDto> SweepAsync(string id, CancellationToken cancellation) => GetAsync(Path(id), ApiJson.Default.SweepDto, cancellation);

    public Task<NodeDto[]> NodesAsync(CancellationToken cancellation) => GetAsync("api/nodes", ApiJson.Default.NodeDtoArray, cancellation);

    public Task<TrialPageDto> TrialsAsync(string id, int offset, CancellationToken cancellation) =>
        GetAsync($"{Path(id)}/trials?offset={offset}&limit={PageSize}", ApiJson.Default.TrialPageDto, cancellation);

    public async Task<TrialDto> TrialAsync(string id, int index, CancellationToken cancellation) =>
        (await GetAsync($"{Path(id)}/trials?offset={index}&limit=1", ApiJson.Default.TrialPageDto, cancellation)).Trials[0];

    /// <summary>All trials in the order of their index, a page at a time.</summary>
    public async IAsyncEnumerable<TrialDto> AllTrialsAsync(string id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        TrialPageDto page;
        for (var offset = 0; ; offset += page.Trials.Count)
        {
            page = await TrialsAsync(id, offset, cancellation);
            foreach (var trial in page.Trials)
            {
                yield return trial;
            }

            if (page.Trials.Count == 0 || offset + page.Trials.Count >= page.Total)
            {
                yield break;
            }
        }
    }

    /// <summary>Submits a sweep: what became of it, or all that is wrong with its file.</summary>
    public Task<SubmitAnswer> SubmitAsync(byte[] yaml, bool fresh, CancellationToken cancellation) => SubmitAsync(new SweepSource("", yaml, []), fresh, noCache: false, cancellation);

    /// <inheritdoc cref="SubmitAsync(byte[], bool, CancellationToken)"/>
    /// <param name="noCache">Trains every trial, though another sweep has its answer.</param>
    public async Task<SubmitAnswer> SubmitAsync(SweepSource source, bool fresh, bool noCache, CancellationToken cancellation)
    {
        var (body, faults) = await PostAsync("api/sweeps", $"fresh={(fresh ? "true" : "false")}{(noCache ? "&no_cache=true" : "")}&who={Uri.EscapeDataString(ControlCommands.Who)}", source, cancellation);
        return new SubmitAnswer(body is null ? null : JsonSerializer.Deserialize(body, ApiJson.Default.SubmittedDto), faults);
    }

    /// <summary>What would be submitted, with the sources of its weights chosen; or all that is wrong with its file. Stores nothing.</summary>
    public async Task<(Sweeps.SweepSpec? Spec, IReadOnlyList<Sweeps.SweepFault> Faults)> CheckAsync(SweepSource source, CancellationToken cancellation)
    {
        var (body, faults) = await PostAsync("api/sweeps/check", "", source, cancellation);
        return (body is null ? null : Sweeps.SweepSpec.FromJson(Encoding.UTF8.GetString(body)), faults);
    }

    /// <summary>What the orchestrator keeps of a sweep's trials, by index, newest first.</summary>
    public Task<Shared.Checkpoints.KeptCheckpoint[]> CheckpointsAsync(string id, CancellationToken cancellation) =>
        GetAsync($"{Path(id)}/checkpoints", Shared.Checkpoints.CheckpointJson.Default.KeptCheckpointArray, cancellation);

    /// <param name="epoch">Of the checkpoint that is meant; null: the newest.</param>
    public Task PinAsync(string id, int trial, int? epoch, bool pinned, CancellationToken cancellation) =>
        TellAsync(HttpMethod.Post, $"{Path(id)}/checkpoints/{trial}/{(pinned ? "pin" : "unpin")}{(epoch is null ? "" : $"?epoch={epoch}")}", cancellation);

    public Task DropCheckpointsAsync(string id, CancellationToken cancellation) => TellAsync(HttpMethod.Delete, $"{Path(id)}/checkpoints", cancellation);

    public Task<ControlledDto> CancelAsync(string id, CancellationToken cancellation) => ControlAsync(id, "cancel", new ControlDto(), cancellation);

    public Task<ControlledDto> ResumeAsync(string id, CancellationToken cancellation) => ControlAsync(id, "resume", new ControlDto(), cancellation);

    /// <summary>A command to a sweep: pause, resume, cancel, retry, set or extend.</summary>
    public async Task<ControlledDto> ControlAsync(string id, string verb, ControlDto body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Default.ControlDto)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path(id)}/{verb}") { Content = content };
        return await ReadAsync(request, ApiJson.Default.ControlledDto, cancellation);
    }

    /// <summary>Puts a file's terms in place of a sweep's, or only says what would change: the differences, or all that is wrong with the file.</summary>
    public async Task<(AmendedDto? Amended, IReadOnlyList<Sweeps.SweepFault> Faults)> AmendAsync(
        string id, SweepSource source, bool dryRun, string who, string why, CancellationToken cancellation)
    {
        var query = $"dry_run={(dryRun ? "true" : "false")}&who={Uri.EscapeDataString(who)}&why={Uri.EscapeDataString(why)}";
        var (body, faults) = await PostAsync($"{Path(id)}/amend", query, source, cancellation);
        return (body is null ? null : JsonSerializer.Deserialize(body, ApiJson.Default.AmendedDto), faults);
    }

    public Task<HistoryDto[]> HistoryAsync(string id, CancellationToken cancellation) => GetAsync($"{Path(id)}/history", ApiJson.Default.HistoryDtoArray, cancellation);

    public Task<WhyDto> WhyAsync(string id, int? trial, CancellationToken cancellation) =>
        GetAsync($"{Path(id)}/why{(trial is { } index ? $"?trial={index}" : "")}", ApiJson.Default.WhyDto, cancellation);

    /// <summary>The way to the tracking server that a sweep is recorded in; to the orchestrator's own as whom we came to the orchestrator.</summary>
    public MlflowConnection TrackingOf(SweepDto sweep) => sweep.Tracking.Own
        ? MlflowConnection.Own(sweep.Tracking.Uri, access, Environment.GetEnvironmentVariable)
        : MlflowConnection.Parse(sweep.Tracking.Uri);

    public void Dispose() => _http.Dispose();

    private static string Path(string id) => $"api/sweeps/{Uri.EscapeDataString(id)}";

    private async Task<(byte[]? Body, IReadOnlyList<Sweeps.SweepFault> Faults)> PostAsync(string path, string query, SweepSource source, CancellationToken cancellation)
    {
        var parts = source.Overrides.Select(one => $"set={Uri.EscapeDataString(one.ToString())}").Prepend(query).Where(part => part.Length > 0);
        using var content = new ByteArrayContent(source.Yaml) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}?{string.Join('&', parts)}") { Content = content };
        using var response = await SendAsync(request, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.BadRequest && TryRead(body, ApiJson.Default.RefusedDto) is { Faults: { Count: > 0 } faults })
        {
            return (null, faults);
        }

        if (response.StatusCode == HttpStatusCode.Conflict && TryRead(body, ApiJson.Default.AmendedDto) is { Changes.Count: > 0 })
        {
            return (body, []);
        }

        await ThrowUnlessSuccessAsync(response, cancellation);
        return (body, []);
    }

    private async Task TellAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await SendAsync(request, cancellation);
        await ThrowUnlessSuccessAsync(response, cancellation);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await ReadAsync(request, type, cancellation);
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, cancellation);
        await ThrowUnlessSuccessAsync(response, cancellation);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw new JsonException("an empty answer");
        }
        catch (JsonException exception)
        {
            throw new RefusalException($"{server} answered something that is not this program's API: is it an orchestrator of the same version?", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            var response = await _http.SendAsync(request, cancellation);
            return Elsewhere(request, response) is { } next ? await FollowAsync(request.Method, next, response, cancellation) : response;
        }
        catch (TaskCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{server.Authority} was silent for {Patience.TotalSeconds:0} s", exception);
        }
    }

    // Of several orchestrators the one that has the sweep answers. Not without TLS where we came with it: the token must not travel in clear.
    private Uri? Elsewhere(HttpRequestMessage request, HttpResponseMessage response) =>
        response is { StatusCode: HttpStatusCode.TemporaryRedirect, Headers.Location: { IsAbsoluteUri: true } next } && request.Content is null && next.Scheme == server.Scheme ? next : null;

    private async Task<HttpResponseMessage> FollowAsync(HttpMethod method, Uri next, HttpResponseMessage first, CancellationToken cancellation)
    {
        first.Dispose();
        using var request = new HttpRequestMessage(method, next);
        return await _http.SendAsync(request, cancellation);
    }

    private async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            var problem = TryRead(await response.Content.ReadAsByteArrayAsync(cancellation), ApiJson.Default.ProblemDetails);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable && Reason(problem) is { } trouble)
            {
                // It answers, and says why it can't just now: those who can wait do.
                throw new HttpRequestException(trouble, null, response.StatusCode);
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                throw new RefusalException(access?.Authorization is null
                    ? $"{server.Authority} asks who you are: set ${OrchestratorAccess.TokenVariable}, or ${OrchestratorAccess.TokenFileVariable} to a file with it, to a token that 'auth token add' made"
                    : $"{server.Authority} does not know the token in ${OrchestratorAccess.TokenVariable} (or ${OrchestratorAccess.TokenFileVariable}): was its line deleted from the users' file? 'auth token add' makes another");
            }

            throw new RefusalException(Reason(problem) ?? $"{server.Authority} answered {(int)response.StatusCode} {response.ReasonPhrase}: is it an orchestrator?");
        }
    }

    private static string? Reason(ProblemDetails? problem) => problem?.Detail ?? problem?.Title;

    private static T? TryRead<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What an orchestrator says to a sweep file: one of the two.</summary>
public sealed record SubmitAnswer(SubmittedDto? Submitted, IReadOnlyList<Sweeps.SweepFault> Faults);
