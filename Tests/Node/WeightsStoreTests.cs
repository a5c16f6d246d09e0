using GpuNode.Tracking;
using Shared.Mlflow;
using Shared.Wire;
using Tests.Support;
using Tests.Tracking;
using Xunit;

namespace Tests.Node;

/// <summary>The store against the real tracking server.</summary>
public sealed class WeightsStoreTests : IAsyncLifetime
{
    private static readonly SourceTrial Source = new() { Sweep = "earlier-0123abcd", Index = 7, Key = "0123456789abcdef0123456789abcdef" };

    private readonly TempFolder _folder = new();
    private readonly Told _told = new();
    private TrackingServer _server = null!;
    private string _experiment = "";

    public async ValueTask InitializeAsync()
    {
        _server = await TrackingServer.StartAsync();
        _experiment = await _server.Client.EnsureExperimentAsync("weights");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_weights_of_that_very_trial_come_into_the_folder_and_are_not_fetched_twice()
    {
        await RecordAsync(Source, RunStatus.Finished, [1, 2, 3]);
        await RecordAsync(new SourceTrial(Source) { Index = 70 }, RunStatus.Finished, [4]);
        await RecordAsync(new SourceTrial(Source) { Sweep = "earlier-0123abcd-2" }, RunStatus.Finished, [5]);
        await RecordAsync(new SourceTrial(Source) { Key = "another" }, RunStatus.Finished, [6]);
        using var store = new WeightsStore(TimeProvider.System);

        var file = await EnsureAsync(store);

        Assert.Equal(_folder.File("work/start.safetensors"), file);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(file));
        Assert.Equal([file], Directory.GetFiles(_folder.File("work")));
        Assert.Equal(file, await EnsureAsync(store, "http://127.0.0.1:1/"));
    }

    [Fact]
    public async Task A_run_that_is_still_being_recorded_is_waited_for()
    {
        using var store = new WeightsStore(TimeProvider.System);
        var fetched = EnsureAsync(store);
        await _told.UntilAsync("the run of trial 7 of earlier-0123abcd is not recorded whole yet");
        Assert.False(fetched.IsCompleted);

        await RecordAsync(Source, RunStatus.Finished, [1]);

        Assert.Equal([1], await File.ReadAllBytesAsync(await fetched));
    }

    [Fact]
    public async Task A_run_that_was_never_closed_serves_when_the_patience_is_over()
    {
        await RecordAsync(Source, RunStatus.Running, [1]);
        using var store = new WeightsStore(TimeProvider.System, patience: TimeSpan.Zero);
        Assert.Equal([1], await File.ReadAllBytesAsync(await EnsureAsync(store)));
    }

    [Fact]
    public async Task A_trial_that_kept_no_weights_is_refused_in_one_line()
    {
        await RecordAsync(Source, RunStatus.Finished, null);
        using var store = new WeightsStore(TimeProvider.System);
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => EnsureAsync(store));
        Assert.StartsWith("trial 7 of earlier-0123abcd has no artifact weights.safetensors", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File("work")));
    }

    [Fact]
    public async Task A_run_that_is_nowhere_is_refused_when_the_patience_is_over()
    {
        using var store = new WeightsStore(TimeProvider.System, patience: TimeSpan.Zero);
        Assert.Contains("trial 7 of earlier-0123abcd has no run", (await Assert.ThrowsAsync<InvalidDataException>(() => EnsureAsync(store))).Message);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_tracking_server_that_is_away()
    {
        using var store = new WeightsStore(TimeProvider.System, patience: TimeSpan.Zero);
        using var stop = new CancellationTokenSource();
        var fetched = EnsureAsync(store, "http://127.0.0.1:1/", stop.Token);
        await _told.UntilAsync("fetching the weights of trial 7 of earlier-0123abcd");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetched);
    }

    private Task<string> EnsureAsync(WeightsStore store, string? server = null, CancellationToken stop = default)
    {
        var start = new StartWeights { Trial = Source, TrackingUri = server ?? _server.Address.AbsoluteUri, TrackingExperiment = _experiment };
        return store.EnsureAsync(start, _folder.File("work"), _told, stop);
    }

    private async Task RecordAsync(SourceTrial trial, RunStatus status, byte[]? weights)
    {
        var tags = RunTags.Of(new SweepHeader { Id = trial.Sweep }, new Assignment { Index = trial.Index, Key = trial.Key });
        var run = await _server.Client.CreateRunAsync(_experiment, DateTimeOffset.UnixEpoch, tags: [.. tags]);
        if (weights is not null)
        {
            await _server.Client.UploadArtifactAsync(run.Info.ArtifactUri!, TrialArtifacts.Weights, weights);
        }

        await _server.Client.UpdateRunAsync(run.Info.RunId, status);
    }

    private sealed class Told : IProgress<string>
    {
        private readonly System.Threading.Channels.Channel<string> _told = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Report(string value) => _told.Writer.TryWrite(value);

        public async Task UntilAsync(string wanted)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await _told.Reader.ReadAsync(patience.Token) != wanted)
            {
                // The words before it.
            }
        }
    }
}
