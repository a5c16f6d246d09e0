using Shared.Mlflow;
using Shared.Trials;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>What one attempt has told and the tracking server has not heard yet, and the sending of it. One sender at a time; told from any thread.</summary>
internal sealed class RunLog(MlflowClient client, SweepHeader sweep, Assignment assignment, TimeProvider clock, Action<RunLog> schedule) : IRunLog
{
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly Queue<(string File, string Name)> _artifacts = new();
    private List<MetricPoint> _points = [];
    private MlflowRun? _run;
    private readonly HashSet<string> _knownParams = [];
    private bool _paramsSent;
    private bool _refused;
    private (string Status, DateTimeOffset At, Action Sent)? _settled;
    // Begins scheduled: the run is made at once.
    private bool _scheduled = true;

    public string Name { get; } = $"{sweep.Id}/{assignment.Index}";

    /// <summary>Failed tries in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The sweep has taken the attempt's result.</summary>
    public bool Settled
    {
        get
        {
            lock (_gate)
            {
                return _settled is not null;
            }
        }
    }

    public void Row(MetricRow row) => Tell(() => _points.AddRange(row.Metrics.Select(metric => new MetricPoint(metric.Name, metric.Value, row.TimestampMs, row.Step))));

    public void Artifact(string file, string name) => Tell(() => _artifacts.Enqueue((file, name)));

    public void Settle(string status, Action sent) => Tell(() => _settled = (status, clock.GetUtcNow(), sent));

    /// <summary>Sends what has piled up. What fails stays, in order, for the next try; what the server refuses for good is dropped.</summary>
    /// <returns>True when the attempt is settled and everything was sent: nothing more will come.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellation)
    {
        try
        {
            if (!_refused)
            {
                _run ??= await OpenAsync(cancellation);
                await SendPointsAsync(_run.Info.RunId, cancellation);
                await SendArtifactsAsync(_run.Info.ArtifactUri!, cancellation);
                Failures = 0;
            }
        }
        catch (Exception fault)
        {
            Failures++;
            // Without a run there is nowhere to send anything: training goes on, tracking of this attempt does not.
            _refused |= _run is null && fault is MlflowException { IsTransient: false };
            throw;
        }

        lock (_gate)
        {
            if (!_refused && (_points.Count > 0 || _artifacts.Count > 0))
            {
                schedule(this);
                return false;
            }

            _scheduled = false;
            if (_settled is null)
            {
                return false;
            }
        }

        var (status, at, sent) = _settled.Value;
        if (_run is not null && !_refused && Enum.TryParse<RunStatus>(status, ignoreCase: true, out var known))
        {
            await CloseAsync(_run.Info.RunId, known, at, cancellation);
        }

        sent();
        return true;
    }

    private void Tell(Action add)
    {
        lock (_gate)
        {
            add();
            if (!_scheduled)
            {
                _scheduled = true;
                schedule(this);
            }
        }
    }

    // Attempts of one trial go on in one run. A first attempt has none to look for, unless an earlier try of ours was answered and the answer was lost.
    private async Task<MlflowRun> OpenAsync(CancellationToken cancellation)
    {
        if (assignment.Attempt > 1 || Failures > 0)
        {
            var filter = $"{SweepTags.ChildrenOf(sweep.ParentRun)} and tags.`{SweepTags.Trial}` = '{assignment.Index}'";
            var page = await client.SearchRunsAsync([sweep.TrackingExperiment], filter, maxResults: 10, cancellation: cancellation);
            if (page.Runs?.FirstOrDefault(IsOurs) is { } known)
            {
                await TakeUpAsync(known, cancellation);
                return known;
            }
        }

        return await client.CreateRunAsync(sweep.TrackingExperiment, _started, RunTags.NameOf(assignment), [.. RunTags.Of(sweep, assignment)], cancellation);
    }

    // The same trial with fewer epochs goes on in its run; one that had to begin anew has other rows, and a run of its own.
    private bool IsOurs(MlflowRun run) => KeyOf(run) is not { } key || key == assignment.Key || assignment.Shorter.Contains(key);

    private async Task TakeUpAsync(MlflowRun known, CancellationToken cancellation)
    {
        // MLflow refuses another value for a parameter that is there: the number of epochs, where the trial trains on.
        _knownParams.UnionWith(known.Data?.Params?.Select(param => param.Key) ?? []);
        if (KeyOf(known) is { } key && key != assignment.Key)
        {
            await client.SetTagAsync(known.Info.RunId, SweepTags.TrainedTo, ParameterValue.FromWire(assignment.Parameters["epochs"]).ToString(), cancellation);
            await client.SetTagAsync(known.Info.RunId, SweepTags.Key, assignment.Key, cancellation);
        }

        await client.UpdateRunAsync(known.Info.RunId, RunStatus.Running, cancellation: cancellation);
    }

    private static string? KeyOf(MlflowRun run) => run.Data?.Tags?.Where(tag => tag.Key == SweepTags.Key).Select(tag => tag.Value).FirstOrDefault();

    private async Task CloseAsync(string run, RunStatus status, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            await client.UpdateRunAsync(run, status, status is RunStatus.Scheduled or RunStatus.Running ? null : at, cancellation: cancellation);
        }
        catch (MlflowException fault) when (!fault.IsTransient)
        {
            _refused = true;
            throw;
        }
    }

    private async Task SendPointsAsync(string run, CancellationToken cancellation)
    {
        List<MetricPoint> points;
        lock (_gate)
        {
            (points, _points) = (_points, []);
        }

        if (points.Count == 0 && _paramsSent)
        {
            return;
        }

        try
        {
            await client.LogBatchAsync(run, points, _paramsSent ? [] : [.. RunTags.Parameters(assignment).Where(param => !_knownParams.Contains(param.Key))], cancellation: cancellation);
            _paramsSent = true;
        }
        catch (MlflowException fault) when (!fault.IsTransient)
        {
            _paramsSent = true;
            throw;
        }
        catch
        {
            // Sent twice is harmless: the server drops identical points.
            lock (_gate)
            {
                _points.InsertRange(0, points);
            }

            throw;
        }
    }

    private async Task SendArtifactsAsync(string artifactUri, CancellationToken cancellation)
    {
        while (true)
        {
            (string File, string Name) artifact;
            lock (_gate)
            {
                if (!_artifacts.TryPeek(out artifact))
                {
                    return;
                }
            }

            try
            {
                await client.UploadArtifactAsync(artifactUri, artifact.Name, artifact.File, cancellation);
            }
            catch (Exception fault) when (fault is MlflowException { IsTransient: false } or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Refused for good, gone, or bound for a store that we do not speak to: the others must not wait behind it.
                lock (_gate)
                {
                    _artifacts.Dequeue();
                }

                throw;
            }

            lock (_gate)
            {
                _artifacts.Dequeue();
            }
        }
    }
}
