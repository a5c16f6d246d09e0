using System.Collections.Concurrent;
using System.Threading.Channels;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>
/// Sends what trials tell to the tracking server, in the background: order is kept within a run, several runs go at once, and what piles up for one run
/// shares a request. A server that is slow or down delays nothing but this; its trials train on. A request that the server refuses for good is logged and dropped.
/// </summary>
public sealed class RunSink : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _clock;
    private readonly Channel<RunLog> _due = Channel.CreateUnbounded<RunLog>();
    private readonly ConcurrentDictionary<string, MlflowClient> _clients = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task[] _workers;
    private readonly ConcurrentDictionary<RunLog, bool> _open = new();

    /// <param name="workers">Runs that are sent at once.</param>
    public RunSink(TimeProvider clock, int workers = 4)
    {
        _clock = clock;
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(SendAsync))];
    }

    /// <summary>Begins to record an attempt of a trial; its run is made, or found, in the background.</summary>
    public IRunLog Begin(SweepHeader sweep, Assignment assignment)
    {
        if (sweep.TrackingUri.Length == 0)
        {
            return new NoRunLog();
        }

        var client = _clients.GetOrAdd(sweep.TrackingUri, uri => new MlflowClient(MlflowConnection.Parse(uri), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(5) }, _clock));
        var log = new RunLog(client, sweep, assignment, _clock, Schedule);
        _open[log] = true;
        Schedule(log);
        return log;
    }

    /// <summary>Waits until everything of the settled attempts was sent, or the patience is over. Others come again, and tell all of it again.</summary>
    /// <returns>How many runs still have something to send.</returns>
    public async Task<int> FlushAsync(TimeSpan patience)
    {
        var started = _clock.GetTimestamp();
        while (Unsent > 0 && _clock.GetElapsedTime(started) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _clock);
        }

        return Unsent;
    }

    private int Unsent => _open.Keys.Count(log => log.Settled);

    public async ValueTask DisposeAsync()
    {
        _due.Writer.TryComplete();
        await _closing.CancelAsync();
        await Task.WhenAll(_workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _closing.Dispose();
    }

    private void Schedule(RunLog log) => _due.Writer.TryWrite(log);

    private async Task SendAsync()
    {
        await foreach (var log in _due.Reader.ReadAllAsync(_closing.Token))
        {
            try
            {
                if (await log.SendAsync(_closing.Token))
                {
                    _open.TryRemove(log, out _);
                }
            }
            catch (Exception fault) when (fault is MlflowException { IsTransient: true } or HttpRequestException or TimeoutException)
            {
                _ = AgainAsync(log, fault);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.Error("Tracking of {Run} lost something for good: {Reason}", log.Name, fault.Message);
                Schedule(log);
            }
        }
    }

    private async Task AgainAsync(RunLog log, Exception fault)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, log.Failures), LongestPause.TotalSeconds));
        Log.Warning("Tracking of {Run} failed: {Reason}; trying again in {Pause}", log.Name, fault.Message, pause);
        await Task.Delay(pause, _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Schedule(log);
    }

    /// <summary>For sweeps that are not tracked.</summary>
    private sealed class NoRunLog : IRunLog
    {
        public void Row(MetricRow row)
        {
        }

        public void Artifact(string file, string name)
        {
        }

        public void Settle(string status, Action sent) => sent();
    }
}
