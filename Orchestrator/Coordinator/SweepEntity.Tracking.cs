using Akka.Actor;
using Akka.Event;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// The sweep's parent run: made before the first trial, closed after the last, tried again until the tracking server takes it.
public sealed partial class SweepEntity
{
    private void Open()
    {
        if (_state.Submitted is not null && _state.Tracking is null)
        {
            _services.Tracking.OpenAsync(_state.Submitted, _state.Spec, _state.SubmittedMs)
                .PipeTo(Self, success: tracking => new Opened(tracking), failure: cause => new TrackingFailed(cause.Message, new OpenTracking()));
        }
    }

    private void TrackingOpened()
    {
        BeginLookUp();
        AssignReady();
    }

    private void Reopen()
    {
        if (_state.Tracking is not null)
        {
            // Best effort: the terminal status is written again at the end in any case.
            _services.Tracking.ReopenAsync(SweepSummary.Of(_state)).ContinueWith(
                failed => _log.Warning("The parent run of {Sweep} still shows its old status: {Reason}", PersistenceId, failed.Exception?.InnerException?.Message),
                TaskContinuationOptions.OnlyOnFaulted);
        }
    }

    private void Close()
    {
        if (_state.Ended && !_state.TrackingClosed && _state.Tracking is not null)
        {
            if (!AllRecorded)
            {
                // Its last run settles the sweep again.
                RecordReused();
                return;
            }

            _services.Tracking.CloseAsync(SweepSummary.Of(_state))
                .PipeTo(Self, success: () => new Closed(), failure: cause => new TrackingFailed(cause.Message, new CloseTracking()));
        }
    }

    private void Retry(TrackingFailed failed)
    {
        _progress.TrackingTrouble = failed.Reason;
        _log.Warning("Tracking of {Sweep} failed: {Reason}; trying again in {Delay}", PersistenceId, failed.Reason, _services.TrackingRetry);
        Timers.StartSingleTimer(failed.Again.GetType().Name, failed.Again, _services.TrackingRetry);
    }

    private sealed record OpenTracking;

    private sealed record Opened(TrackingOpened Tracking);

    private sealed record CloseTracking;

    private sealed record Closed;

    private sealed record TrackingFailed(string Reason, object Again);
}
