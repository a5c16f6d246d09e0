using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using GpuNode.Trainers;
using Shared.Checkpoints;
using Shared.Security;
using Shared.Trials;

namespace GpuNode.Checkpoints;

/// <summary>The orchestrator's checkpoints over HTTP. Tries once; whoever calls knows whether to try again.</summary>
/// <param name="access">As whom it comes; null: as nobody.</param>
public sealed class CheckpointClient(OrchestratorAccess? access = null) : IDisposable
{
    // A try, transfer included: slower than this is as good as not at all.
    private readonly HttpClient _http = Client(access ?? OrchestratorAccess.None);

    /// <summary>What is kept of a trial's key.</summary>
    /// <exception cref="HttpRequestException">The orchestrator can't be reached, or answers something else.</exception>
    public async Task<TrialCheckpoints> ManifestAsync(string server, string key, CancellationToken stop) =>
        await GetManifestAsync(new Uri(new Uri(server), $"api/checkpoints/{key}"), stop) ?? new TrialCheckpoints(key, []);

    /// <summary>How a trial is now; null where the orchestrator knows none such.</summary>
    /// <exception cref="HttpRequestException">The orchestrator can't be reached, or answers something else.</exception>
    public async Task<TrialState?> TrialAsync(string server, string sweep, int index, CancellationToken stop)
    {
        var address = new Uri(new Uri(server), string.Create(CultureInfo.InvariantCulture, $"api/sweeps/{Uri.EscapeDataString(sweep)}/trials?offset={index}&limit=1"));
        using var response = await _http.GetAsync(address, stop);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        Checked(response);
        return (await response.Content.ReadFromJsonAsync(JanitorJson.Default.TrialStates, stop))?.Trials is [var trial] ? trial : null;
    }

    /// <summary>Fetches one into a file, which has its hash then.</summary>
    /// <exception cref="InvalidDataException">It is something else than its hash says.</exception>
    /// <exception cref="HttpRequestException">It is not there, or can't be fetched.</exception>
    public async Task DownloadAsync(HostedTrial trial, KeptCheckpoint checkpoint, string file, CancellationToken stop)
    {
        using var response = await _http.GetAsync(Address(trial, $"{trial.Assignment.Key}/{checkpoint.Hash}"), HttpCompletionOption.ResponseHeadersRead, stop);
        Checked(response);
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous);
        await response.Content.CopyToAsync(stream, stop);
        stream.Flush(flushToDisk: true);
        stream.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop));
        if (hash != checkpoint.Hash)
        {
            throw new InvalidDataException("its content is not what its hash says");
        }
    }

    /// <summary>Brings what the file holds now; a newer checkpoint that takes its place meanwhile changes nothing of that.</summary>
    /// <returns>False: the trial is over and nobody needs it.</returns>
    /// <exception cref="HttpRequestException">The orchestrator can't be reached, or refuses.</exception>
    public async Task<bool> UploadAsync(HostedTrial trial, string file, CancellationToken stop)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        var header = CheckpointHeader.Of(stream);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop));
        stream.Position = 0;
        using var content = new StreamContent(stream);
        using var response = await _http.PutAsync(Address(trial, $"{trial.Assignment.Key}/{hash}?{Query(trial, header)}"), content, stop);
        if (response.StatusCode != HttpStatusCode.Conflict)
        {
            Checked(response);
        }

        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async Task<TrialCheckpoints?> GetManifestAsync(Uri address, CancellationToken stop)
    {
        using var response = await _http.GetAsync(address, stop);
        return await Checked(response).Content.ReadFromJsonAsync(CheckpointJson.Default.TrialCheckpoints, stop);
    }

    private static HttpResponseMessage Checked(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => throw Refusal("the orchestrator does not know this node", response),
        HttpStatusCode.Forbidden => throw Refusal("this node's token is none of a node", response),
        _ => response.EnsureSuccessStatusCode(),
    };

    private static HttpRequestException Refusal(string why, HttpResponseMessage response) =>
        new($"{why}: set {OrchestratorAccess.TokenVariable} to a token that 'auth token add NAME --role node' made there", null, response.StatusCode);

    private static HttpClient Client(OrchestratorAccess access)
    {
        var handler = access.Handler();
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        return new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(10), DefaultRequestHeaders = { Authorization = access.Authorization } };
    }

    private static string Query(HostedTrial trial, CheckpointHeader header)
    {
        var sweep = trial.Sweep;
        var objective = trial.Objective is { } value ? $"&objective={Uri.EscapeDataString(value.ToString("R", CultureInfo.InvariantCulture))}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sweep={Uri.EscapeDataString(sweep.Id)}&index={trial.Ref.Index}&attempt={trial.Ref.Attempt}&epoch={header.Epoch}&batch={header.Batch}&experiment={Uri.EscapeDataString(sweep.Experiment)}&last={Math.Max(1, sweep.KeepLast)}&best={sweep.KeepBest}&maximize={sweep.Maximize}{objective}");
    }

    private static Uri Address(HostedTrial trial, string path) => new(new Uri(trial.CheckpointUri), $"api/checkpoints/{path}");
}
