using GpuNode.Outboxes;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>Sends what one attempt has told to its tracking run. One sender at a time; told from any thread.</summary>
/// <param name="client">Null where the sweep is not tracked: everything counts as sent.</param>
internal sealed class RunLog(MlflowClient? client, OutboxAttempt attempt, TimeProvider clock, Action<RunLog> schedule) : IRunLog
{
    private readonly Lock _gate = new();
    private MlflowRun? _run;
    private bool _paramsSent;
    private bool _refused = client is null;
    // Begins scheduled: the run is made at once.
    private bool _scheduled = true;

    public SweepHeader Sweep => attempt.Begun.Sweep;

    public Assignment Assignment => attempt.Begun.Assignment;

    public string Name => $"{Sweep.Id}/{Assignment.Index}";

    /// <summary>Failed tries in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The sweep has taken the attempt's result.</summary>
    public bool Settled => attempt.Settled is not null;

    public string Trouble => attempt.Trouble;

    public void Row(MetricRow row)
    {
        // What nobody will be sent need not be kept.
        if (!_refused)
        {
            Tell(() => attempt.Row(row));
        }
    }

    public void Artifact(string file, string name) => Tell(() => attempt.Artifact(file, name));

    public Task End(TrialResult result) => attempt.End(result);

    public void Settle(string status, bool clean) =>
        Tell(() => attempt.Settle(new AttemptSettled { Status = status, AtMs = clock.GetUtcNow().ToUnixTimeMilliseconds(), Clean = clean }));

    /// <summary>Sends what has piled up. What fails stays, in order, for the next try; what the server refuses for good is dropped.</summary>
    /// <returns>What the sweep's acknowledgement left to do, where the attempt is settled and everything was sent: nothing more will come. Null before.</returns>
    public async Task<AttemptSettled?> SendAsync(CancellationToken cancellation)
    {
        try
        {
            if (!_refused)
            {
                _run ??= await OpenAsync(cancellation);
                await SendRowsAsync(_run.Info.RunId, cancellation);
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
            if (!_refused && attempt.HasUnsent)
            {
                schedule(this);
                return null;
            }

            _scheduled = false;
        }

        if (attempt.Settled is { } settled)
        {
            await CloseAsync(settled, cancellation);
            // Before anything is deleted: a later life must not look for it.
            await attempt.Sent();
            return settled;
        }

        return null;
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

    // Attempts of one trial go on in one run. A first attempt has none to look for, unless an earlier try of ours was answered and the answer was lost, or others tried the trial
    // while this one waited for the tracking server.
    private async Task<MlflowRun> OpenAsync(CancellationToken cancellation)
    {
        if (Assignment.Attempt > 1 || Failures > 0 || attempt.Earlier)
        {
            var filter = $"{SweepTags.ChildrenOf(Sweep.ParentRun)} and tags.`{SweepTags.Trial}` = '{Assignment.Index}'";
            var page = await client!.SearchRunsAsync([Sweep.TrackingExperiment], filter, maxResults: 1, cancellation: cancellation);
            if (page.Runs is [var known, ..])
            {
                if (RunTags.AttemptOf(known) < Assignment.Attempt)
                {
                    await client.SetTagAsync(known.Info.RunId, SweepTags.Attempt, RunTags.Number(Assignment.Attempt), cancellation);
                    await client.UpdateRunAsync(known.Info.RunId, RunStatus.Running, cancellation: cancellation);
                }

                return known;
            }
        }

        var began = DateTimeOffset.FromUnixTimeMilliseconds(attempt.Begun.AtMs);
        return await client!.CreateRunAsync(Sweep.TrackingExperiment, began, RunTags.NameOf(Assignment), [.. RunTags.Of(Sweep, Assignment)], cancellation);
    }

    private async Task CloseAsync(AttemptSettled settled, CancellationToken cancellation)
    {
        if (_run is null || _refused)
        {
            return;
        }

        try
        {
            if (attempt.Dropped > 0)
            {
                await client!.SetTagAsync(_run.Info.RunId, SweepTags.RowsDropped, RunTags.Number(attempt.Dropped), cancellation);
            }

            if (Enum.TryParse<RunStatus>(settled.Status, ignoreCase: true, out var status) && await IsOursAsync(status, cancellation))
            {
                DateTimeOffset? at = status is RunStatus.Scheduled or RunStatus.Running ? null : DateTimeOffset.FromUnixTimeMilliseconds(settled.AtMs);
                await client!.UpdateRunAsync(_run.Info.RunId, status, at, cancellation: cancellation);
            }
        }
        catch (MlflowException fault)
        {
            Failures++;
            _refused = !fault.IsTransient;
            throw;
        }
    }

    // What waited for the tracking server must not overwrite what a later attempt has written meanwhile, from another node. Only a finished attempt has no successor.
    private async Task<bool> IsOursAsync(RunStatus status, CancellationToken cancellation) =>
        status == RunStatus.Finished || RunTags.AttemptOf(await client!.GetRunAsync(_run!.Info.RunId, cancellation)) <= Assignment.Attempt;

    private async Task SendRowsAsync(string run, CancellationToken cancellation)
    {
        while (attempt.NextRows(LogBatchChunks.Items) is var rows && (rows.Count > 0 || !_paramsSent))
        {
            var points = rows.SelectMany(row => row.Row.Metrics.Select(metric => new MetricPoint(metric.Name, metric.Value, row.Row.TimestampMs, row.Row.Step))).ToList();
            try
            {
                await client!.LogBatchAsync(run, points, _paramsSent ? [] : [.. RunTags.Parameters(Assignment)], cancellation: cancellation);
            }
            catch (MlflowException fault) when (!fault.IsTransient)
            {
                Sent();
                throw;
            }

            // Sent twice, by a later life, is harmless: the server drops identical points.
            Sent();

            void Sent()
            {
                _paramsSent = true;
                attempt.RowsSent(rows.Count > 0 ? rows[^1].Seq : 0);
            }
        }
    }

    private async Task SendArtifactsAsync(string artifactUri, CancellationToken cancellation)
    {
        while (attempt.TryNextArtifact(out var artifact))
        {
            try
            {
                await client!.UploadArtifactAsync(artifactUri, artifact.Name, artifact.File, cancellation);
            }
            catch (Exception fault) when (fault is MlflowException { IsTransient: false } or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Refused for good, gone, or bound for a store that we do not speak to: the others must not wait behind it.
                attempt.ArtifactSent();
                throw;
            }

            attempt.ArtifactSent();
        }
    }
}
