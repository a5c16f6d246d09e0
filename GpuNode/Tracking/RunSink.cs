using System.Collections.Concurrent;
using System.Threading.Channels;
using GpuNode.Outboxes;
using GpuNode.Watching;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>
/// Sends what lies in the outbox to the tracking server, in the background: order is kept within a run, several runs go at once, and what piles up for one run
/// shares a request. A server that is slow or down delays nothing but this; its trials train on. A request that the server refuses for good is logged and dropped.
/// </summary>
public sealed class RunSink : IAsyncDisposable
{
    private readonly Outbox _outbox;
    private readonly AgentCredentials _credentials;
    private readonly TimeProvider _clock;
    private readonly Action<SweepHeader, Assignment> _clean;
    private readonly Channel<RunLog> _due = Channel.CreateUnbounded<RunLog>();
    private readonly ConcurrentDictionary<string, MlflowClient> _clients = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task[] _workers;
    private readonly OpenRuns _open = new();

    /// <param name="clean">Told of a trial that is over and of which everything has reached the tracking server.</param>
    /// <param name="workers">Runs that are sent at once.</param>
    /// <param name="credentials">By which tracking servers are reached; null: as nobody.</param>
    public RunSink(Outbox outbox, TimeProvider clock, Action<SweepHeader, Assignment> clean, int workers = 4, AgentCredentials? credentials = null)
    {
        (_outbox, _clock, _clean, _credentials) = (outbox, clock, clean, credentials ?? AgentCredentials.None);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(SendAsync))];
    }

    /// <summary>Begins to record an attempt of a trial; its run is made, or found, in the background.</summary>
    public IRunLog Begin(SweepHeader sweep, Assignment assignment) => Send(_outbox.Begin(sweep, assignment));

    /// <summary>Goes on with what earlier lives of the agent left.</summary>
    /// <returns>The attempts whose result nobody has acknowledged yet, to be told again.</returns>
    public IReadOnlyList<(OutboxAttempt Attempt, IRunLog Run)> Resume()
    {
        var told = new List<(OutboxAttempt, IRunLog)>();
        foreach (var attempt in _outbox.Left)
        {
            var run = Send(attempt);
            if (attempt.Result is null && attempt.Settled is null)
            {
                // Its trainer ended with the agent. What it told is sent; the trial's next attempt goes on in the same run.
                run.Settle("", clean: false);
            }
            else if (attempt.Settled is null)
            {
                told.Add((attempt, run));
            }
        }

        return told;
    }

    /// <summary>Whether something that an attempt of the trial told is still to be sent.</summary>
    public bool Holds(string sweep, int index) => _open.Holds(sweep, index);

    /// <summary>Waits until everything of the settled attempts was sent, or the patience is over. Others come again, and tell all of it again.</summary>
    /// <returns>How many runs still have something to send.</returns>
    public async Task<int> FlushAsync(TimeSpan patience)
    {
        var started = _clock.GetTimestamp();
        while (_open.Settled > 0 && _clock.GetElapsedTime(started) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _clock);
        }

        return _open.Settled;
    }

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

    private RunLog Send(OutboxAttempt attempt)
    {
        // One try a call: the pauses between tries are ours, and nobody else's run waits meanwhile.
        var (uri, orchestrator) = (attempt.Begun.Sweep.TrackingUri, attempt.Begun.Sweep.CheckpointUri);
        var client = uri.Length == 0 ? null
            : _clients.GetOrAdd(uri, uri => new MlflowClient(_credentials.Tracking(uri, orchestrator), new MlflowClientOptions { Patience = TimeSpan.Zero, Warn = Warn }, _clock));
        var log = new RunLog(client, attempt, _clock, Schedule);
        _open.Add(log);
        Schedule(log);
        return log;
    }

    private static void Warn(string what) => Log.Warning("Tracking: {What}", what);

    private void Schedule(RunLog log) => _due.Writer.TryWrite(log);

    private async Task SendAsync()
    {
        await foreach (var log in _due.Reader.ReadAllAsync(_closing.Token))
        {
            try
            {
                if (await log.SendAsync(_closing.Token) is { } settled)
                {
                    _open.Remove(log);
                    AttemptSpan.Sent(log.Sweep, log.Assignment, DateTimeOffset.FromUnixTimeMilliseconds(settled.AtMs), _clock.GetUtcNow());
                    if (settled.Clean)
                    {
                        _clean(log.Sweep, log.Assignment);
                    }
                }
            }
            catch (Exception fault) when (fault is MlflowException { IsFinal: false } or HttpRequestException or TimeoutException)
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
        // Attempts of one trial that were in each other's way are not again: their pauses differ.
        var pause = SendPause.After(log.Failures, (fault as MlflowException)?.RetryAfter) * (1 + (0.25 * (log.Assignment.Attempt % 4)));
        Log.Warning("Tracking of {Run} failed: {Reason}; trying again in {Pause}", log.Name, fault.Message, pause);
        await Task.Delay(pause, _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Schedule(log);
    }
}
