using GpuNode.Outboxes;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>Sends what one attempt has told to its tracking run. One sender at a time; told from any thread.</summary>
/// <param name="client">Null where the sweep is not tracked: everything counts as sent.</param>
internal sealed class RunLog(MlflowClient? client, OutboxAttempt attempt, TimeProvider clock, Action<RunLog> schedule) : IRunLog
{
    // After so long a silence a later attempt may have begun elsewhere: shorter than a cluster takes to give a cut-off node's trials away.
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(8);

    // A first attempt that is not over, or finished, has no rival before its node is given up, which takes longer than this. To look for one costs two searches, so that whoever is late falls further behind.
    private const long SoonMs = 8_000;

    private readonly Lock _gate = new();
    private readonly TrialRuns? _runs = client is null ? null : new TrialRuns(client, attempt.Begun.Sweep, attempt.Begun.Assignment);
    private readonly RunArtifacts? _artifacts = client is null ? null : new RunArtifacts(client, attempt);
    private OpenedRun? _run;
    private KnownPoints? _known;
    private long _contactAt;
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

    public Task Ended(TrialResult result) => attempt.End(result);

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
                if (await IsSupersededAsync(_run, cancellation))
                {
                    // The later attempt tells all metrics again: what is left here would stand there twice, or be older.
                    await _artifacts!.SendAsync(_run.Info, missing: true, cancellation);
                    await client!.SetTagAsync(_run.Info.RunId, SweepTags.Superseded, RunTags.Number(Assignment.Attempt), cancellation);
                    Log.Information("Tracking of {Run} attempt {Attempt} ends: a later attempt goes on", Name, Assignment.Attempt);
                    _refused = true;
                }
                else
                {
                    await SendRowsAsync(_run.Info.RunId, cancellation);
                    await _artifacts!.SendAsync(_run.Info, missing: false, cancellation);
                }

                (Failures, _contactAt) = (0, clock.GetTimestamp());
            }
        }
        catch (Exception fault)
        {
            Failures++;
            // Without a run there is nowhere to send anything: training goes on, tracking of this attempt does not.
            _refused |= _run is null && fault is MlflowException { IsFinal: true };
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

    // A first attempt has no run to look for, unless an earlier try of ours was answered and the answer was lost, or others tried the trial while this one waited.
    private async Task<OpenedRun> OpenAsync(CancellationToken cancellation)
    {
        var began = DateTimeOffset.FromUnixTimeMilliseconds(attempt.Begun.AtMs);
        var handedOn = attempt.Result is { Outcome: not Outcome.Finished };
        var contested = Assignment.Attempt > 1 || Failures > 0 || attempt.Earlier || handedOn || (clock.GetUtcNow() - began).TotalMilliseconds > SoonMs;
        var opened = await _runs!.OpenAsync(began, contested, cancellation);
        _known = opened.Found ? new KnownPoints(client!, opened.Info.RunId) : null;
        _contactAt = clock.GetTimestamp();
        return opened;
    }

    private async Task<bool> IsSupersededAsync(OpenedRun run, CancellationToken cancellation) =>
        run.Superseded || (attempt.HasUnsent && clock.GetElapsedTime(_contactAt) > Stale && await _runs!.IsSupersededAsync(run.Info.RunId, cancellation));

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
                if (OutcomeTag() is { } outcome)
                {
                    await client!.SetTagAsync(_run.Info.RunId, SweepTags.Outcome, outcome, cancellation);
                }

                DateTimeOffset? at = status is RunStatus.Scheduled or RunStatus.Running ? null : DateTimeOffset.FromUnixTimeMilliseconds(settled.AtMs);
                await client!.UpdateRunAsync(_run.Info.RunId, status, at, cancellation: cancellation);
            }
        }
        catch (MlflowException fault)
        {
            Failures++;
            _refused = fault.IsFinal;
            throw;
        }
    }

    // Where a first attempt finishes the status says it all, and most do.
    private string? OutcomeTag() => attempt.Result?.Outcome switch
    {
        Outcome.Preempted => "preempted",
        Outcome.Failed => "failed",
        Outcome.Finished when _run!.Found => "finished",
        _ => null,
    };

    // What waited for the tracking server must not overwrite what a later attempt has written meanwhile, from another node. Only a finished attempt has no successor.
    private async Task<bool> IsOursAsync(RunStatus status, CancellationToken cancellation) =>
        status == RunStatus.Finished || !await _runs!.IsSupersededAsync(_run!.Info.RunId, cancellation);

    // What the machine does is told by the second since the trial began, whichever attempt it was: their samples must not stand in each other's places.
    private MetricPoint Point(MetricRow row, Metric metric) => new(
        MetricSections.NameOf(metric.Name),
        metric.Value,
        row.TimestampMs,
        metric.Name.StartsWith(MetricSections.System, StringComparison.Ordinal) ? (row.TimestampMs - (_run!.Info.StartTime ?? attempt.Begun.AtMs)) / 1_000 : row.Step);

    private async Task SendRowsAsync(string run, CancellationToken cancellation)
    {
        while (attempt.NextRows(MlflowLimits.BatchItems) is var rows && (rows.Count > 0 || !_paramsSent))
        {
            IReadOnlyList<MetricPoint> points = [.. rows.SelectMany(row => row.Row.Metrics.Select(metric => Point(row.Row, metric)))];
            try
            {
                points = _known is null ? points : await _known.WithoutAsync(points, cancellation);
                await client!.LogBatchAsync(run, points, _paramsSent ? [] : [.. RunTags.Parameters(Assignment).Where(param => !_run!.Parameters.Contains(param.Key))], cancellation: cancellation);
            }
            catch (MlflowException fault) when (fault.IsFinal)
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
}
