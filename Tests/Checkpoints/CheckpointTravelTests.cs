using System.Net;
using System.Security.Cryptography;
using System.Text;
using Experiments.Checkpoints;
using GpuNode.Checkpoints;
using GpuNode.Tracking;
using GpuNode.Trainers;
using Orchestrator;
using Orchestrator.Hosting;
using Shared.Checkpoints;
using Shared.Hosting;
using Shared.Trials;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Checkpoints;

/// <summary>A node's end and the orchestrator's end of a checkpoint's way, over real HTTP.</summary>
public sealed class CheckpointTravelTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();
    private readonly CheckpointClient _client = new();
    private readonly int _port = ListenAddress.Claim("127.0.0.1", 0);

    private string Server => $"http://127.0.0.1:{_port}/";

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_outage_costs_nothing_but_delay_and_only_the_newest_is_sent()
    {
        var (trial, file) = (Trial(checkpointed: false), Path.Combine(_folder.Folder("first"), CheckpointHeader.FileName));
        var courier = new CheckpointCourier(_client, TimeProvider.System);
        foreach (var epoch in new[] { 1, 2, 3 })
        {
            Write(file, epoch);
            courier.Saved(trial, file);
        }

        await courier.HandBackAsync(trial.Ref);
        await using var host = await StartAsync();
        await courier.HandBackAsync(trial.Ref);
        var manifest = await ManifestAsync(kept => kept.Count > 0);

        Assert.Equal([3], manifest.Select(one => one.Epoch));
    }

    [Fact]
    public async Task A_checkpoint_goes_to_the_orchestrator_that_has_the_sweep_now()
    {
        var (trial, file) = (Trial(checkpointed: false), Path.Combine(_folder.Folder("first"), CheckpointHeader.FileName));
        trial.CheckpointUri = $"http://127.0.0.1:{ListenAddress.Claim("127.0.0.1", 0)}/";
        var courier = new CheckpointCourier(_client, TimeProvider.System);
        Write(file, epoch: 1);
        courier.Saved(trial, file);
        await courier.HandBackAsync(trial.Ref);

        await using var host = await StartAsync();
        trial.CheckpointUri = Server;
        var manifest = await ManifestAsync(kept => kept.Count > 0);

        Assert.Equal([1], manifest.Select(one => one.Epoch));
    }

    [Fact]
    public async Task A_node_without_a_checkpoint_or_with_an_older_one_takes_the_newest_that_is_whole()
    {
        await using var host = await StartAsync();
        var source = Path.Combine(_folder.Folder("first"), CheckpointHeader.FileName);
        foreach (var epoch in new[] { 1, 2 })
        {
            Write(source, epoch);
            Assert.True(await _client.UploadAsync(Trial(checkpointed: false), source, CancellationToken.None));
        }

        var fetch = new CheckpointFetch(_client, TimeProvider.System);
        var other = _folder.Folder("second");
        await fetch.EnsureAsync(Trial(checkpointed: true), other, new Progress<string>(), CancellationToken.None);
        Assert.Equal(2, CheckpointHeader.TryRead(Path.Combine(other, CheckpointHeader.FileName))?.Epoch);

        // Broken in the store: the next older one is as good as it gets.
        var newest = (await ManifestAsync(_ => true))[0];
        await File.WriteAllTextAsync(Directory.GetFiles(_folder.File("data"), newest.Hash, SearchOption.AllDirectories).Single(), "broken");
        var third = _folder.Folder("third");
        await fetch.EnsureAsync(Trial(checkpointed: true), third, new Progress<string>(), CancellationToken.None);
        Assert.Equal(1, CheckpointHeader.TryRead(Path.Combine(third, CheckpointHeader.FileName))?.Epoch);

        // Its own is further: nothing is fetched.
        Write(Path.Combine(third, CheckpointHeader.FileName), epoch: 7);
        await fetch.EnsureAsync(Trial(checkpointed: true), third, new Progress<string>(), CancellationToken.None);
        Assert.Equal(7, CheckpointHeader.TryRead(Path.Combine(third, CheckpointHeader.FileName))?.Epoch);
    }

    [Fact]
    public void A_sweep_that_trains_anew_takes_no_other_sweeps_checkpoints()
    {
        var trial = Trial(checkpointed: true);
        trial.Sweep.Anew = true;
        var manifest = new TrialCheckpoints(Key, [Kept(3, "other"), Kept(2, trial.Sweep.Id)]);

        Assert.Equal([2], CheckpointFetch.Candidates(trial, manifest, own: null).Select(kept => kept.Epoch));
        Assert.Empty(CheckpointFetch.Candidates(trial, manifest, new CheckpointHeader(Key, 2, 0)));
    }

    [Fact]
    public async Task The_server_refuses_what_is_no_key_no_hash_or_not_what_it_says()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(Server) };
        const string query = "?sweep=s-1&index=0&attempt=1&epoch=1&batch=0";
        var (hash, body) = (Convert.ToHexStringLower(SHA256.HashData("one"u8)), "one");

        foreach (var path in new[] { $"{Key.ToUpperInvariant()}/{hash}", $"{Key}/{hash[1..]}", $"{Key}/..%2F..%2Fjournal.db", $"..%2F{Key}/{hash}" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(http, $"api/checkpoints/{path}{query}", body)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(http, $"api/checkpoints/{Key}/{hash}{query}", "other")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(http, $"api/checkpoints/{Key}/{hash}{query.Replace("attempt=1", "attempt=0", StringComparison.Ordinal)}", body)).StatusCode);
        Assert.Empty(await ManifestAsync(_ => true));
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(http, $"api/checkpoints/{Key}/{hash}{query}", body)).StatusCode);
        Assert.Equal(body, await http.GetStringAsync($"api/checkpoints/{Key}/{hash}"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"api/checkpoints/{new string('0', 32)}/{hash}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("api/checkpoints/key")).StatusCode);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient http, string path, string body) => http.PutAsync(path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

    private static KeptCheckpoint Kept(int epoch, string sweep) => new(epoch, 0, "hash", 1, sweep, 0, 1, DateTimeOffset.UnixEpoch);

    private static void Write(string file, int epoch) =>
        new CheckpointFile(file, Key, TextWriter.Null).Write(new Checkpoint(epoch, 0, [], new Dictionary<string, byte[]> { ["weights"] = [1, 2, 3] }));

    private HostedTrial Trial(bool checkpointed) => new(
        new SweepHeader { Id = "s-1", Experiment = "noop", CheckpointUri = Server, KeepLast = 2 },
        new Assignment { Index = 0, Attempt = 1, Key = Key, Checkpointed = checkpointed },
        new Unrecorded());

    private Task<OrchestratorHost> StartAsync() =>
        OrchestratorHost.StartAsync(new OrchestratorOptions { DataFolder = _folder.Folder("data"), HttpPort = _port, ClusterPort = 0 }, CancellationToken.None);

    private async Task<IReadOnlyList<KeptCheckpoint>> ManifestAsync(Func<IReadOnlyList<KeptCheckpoint>, bool> wanted)
    {
        IReadOnlyList<KeptCheckpoint> kept;
        do
        {
            kept = (await _client.ManifestAsync(Server, Key, CancellationToken.None)).Kept;
        }
        while (!wanted(kept));
        return kept;
    }

    private sealed class Unrecorded : IRunLog
    {
        public string Trouble => "";

        public void Row(MetricRow row)
        {
        }

        public void Artifact(string file, string name)
        {
        }

        public Task Ended(TrialResult result) => Task.CompletedTask;

        public void Settle(string status, bool clean)
        {
        }
    }
}
