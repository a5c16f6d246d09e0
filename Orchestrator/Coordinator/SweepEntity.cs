using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Orchestrator.Sweeps;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>
/// One sweep: the only writer of its trials' state. Holds no rule of its own; <see cref="SweepRules"/> decides, the journal stores, and only then the world hears of it.
/// At most one journal write is in flight; what arrives meanwhile shares the next one (group commit).
/// </summary>
public sealed partial class SweepEntity : ReceivePersistentActor, IWithTimers
{
    private readonly SweepServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, Quota> _quotas = [];
    private readonly HashSet<string> _seen = [];
    private readonly SweepProgress _progress = new();
    private readonly long _born;
    private SweepMessages? _messages;
    private SweepState _state = new();

    public SweepEntity(string id, SweepServices services)
    {
        PersistenceId = $"sweep-{id}";
        _services = services;
        _watch = services.Watch();
        // Versions of the table are of this life alone: those of an earlier one are below, unless it changed a thousand times a millisecond.
        _born = NowMs * 1_000;

        Recover<SnapshotOffer>(offer =>
        {
            _state = SweepState.Load((SweepSnapshot)offer.Snapshot);
            _snapshotAt = offer.Metadata.SequenceNr;
        });
        Recover<SweepEntry>(entry => entry.Events.ToList().ForEach(change => _state.Apply(change, entry.AtMs)));
        Recover<RecoveryCompleted>(_ => Wake());

        On<SubmitSweep>(Submit);
        On<ControlSweep>(Control);
        On<CancelSweep>(cancel => Control(new ControlSweep { Sweep = cancel.Sweep, Cancel = new() }));
        On<ResumeSweep>(resume => Control(new ControlSweep { Sweep = resume.Sweep, Resume = new() }));
        On<SetQuota>(SetQuota);
        On<NodeReported>(Reported);
        On<NodeLost>(Lost);
        On<TrialResults>(Results);
        On<GetSweep>(query => Answer(() => _progress.View(query.Sweep, _state, _services, NowMs)));
        On<GetHistory>(query => Answer(() => new HistoryView { Sweep = query.Sweep, Records = { _state.History.Records } }));
        On<GetTable>(query => Answer(() => SweepTable.Of(query, _state, _progress, _born)));
        On<GetTrialLog>(TellLog);
        On<GetTrials>(query => Answer(() => SweepMessages.Trials(query, _state, NowMs)));

        On<OpenTracking>(_ => Open());
        On<Opened>(opened => Stage([new SweepEvent { Tracking = opened.Tracking }], TrackingOpened));
        On<CloseTracking>(_ => Close());
        On<Closed>(_ => Stage(_state.Ended ? [new SweepEvent { Closed = new TrackingClosed() }] : [], SendDemand));
        On<TrackingFailed>(Retry);
        On<LookUpFirst>(_ => GoOnReusing());
        On<LookUpNext>(_ => LookUp());
        On<ReusedRecorded>(Recorded);
        On<RecordReusedAgain>(_ => RecordAgain());
        On<TellDemand>(_ => SendDemand());
        On<RetryDue>(_ => AssignReady());
        On<AdoptGraceOver>(_ => TakeBack(lease => !_seen.Contains(lease.Boot), "no node reported it after the restart"));
        On<ReceiveTimeout>(_ => RestWhenIdle());
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failure => _log.Warning(failure.Cause, "Snapshot of {Sweep} failed; the journal holds everything all the same", PersistenceId));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    // The actor stops next, by Akka's rule, and recovers what was stored with the next message: nodes tell their results until they are acknowledged.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _services.Journal.Failed(cause);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private long NowMs => _services.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private string Id => _state.Submitted!.Sweep;

    // One that has ended, or that never was and was only asked for, need not stay in memory; the next message wakes it.
    private void RestWhenIdle()
    {
        if (_state.Submitted is null || (_state.Ended && _state.TrackingClosed))
        {
            Context.Parent.Tell(new Passivate(PoisonPill.Instance));
        }
    }

    private void Wake()
    {
        Context.SetReceiveTimeout(_services.RestAfter);
        if (_state.Submitted is null)
        {
            return;
        }

        _services.Checkpoints?.Refresh();
        // A sweep that has ended is measured by its whole life.
        _progress.Begin(_state.Ended ? new SweepState() : _state, _state.Ended ? _state.SubmittedMs : NowMs);
        Self.Tell(new OpenTracking());
        Self.Tell(new LookUpFirst());
        if (_state.Leases.Count > 0)
        {
            Timers.StartSingleTimer("grace", new AdoptGraceOver(), _services.AdoptGrace);
        }

        Settle();
    }

    private void Submit(SubmitSweep submit)
    {
        if (_state.Submitted is { } known)
        {
            // Once anew, always anew: whoever goes on with such a sweep means the same.
            var anew = known.Anew || submit.Anew;
            if (known.Spec != submit.Spec || known.Anew != anew)
            {
                // The same trials under other terms: retries, resources and the like hold for what is still to run.
                Stage([new SweepEvent { Submitted = new SweepSubmitted(known) { Spec = submit.Spec, Yaml = submit.Yaml, Anew = anew, By = ControlRules.Bounded(submit.By) } }], () => { });
            }

            Control(new ControlSweep { Sweep = submit.Sweep, By = submit.By, Resume = new() });
            return;
        }

        var trials = checked((int)Grid.Of(SweepSpec.FromJson(submit.Spec)).Count);
        var submitted = new SweepSubmitted { Sweep = submit.Sweep, Spec = submit.Spec, Yaml = submit.Yaml, TrackingUri = submit.TrackingUri, Trials = trials, Anew = submit.Anew, By = ControlRules.Bounded(submit.By) };
        _log.Info("Sweep {Sweep} submitted with {Trials} trials", submit.Sweep, trials);
        var sender = Sender;
        Stage([new SweepEvent { Submitted = submitted }], () =>
        {
            sender.Tell(new SweepReply { Sweep = Id, Accepted = true });
            _progress.Begin(_state, NowMs);
            Settle();
            Open();
        });
    }

    // What follows from the new state: the dispatcher hears of the demand, a back-off gets its timer, an ended sweep its parent run's status.
    private void Settle()
    {
        if (!Timers.IsTimerActive("demand"))
        {
            Timers.StartSingleTimer("demand", new TellDemand(), _services.DemandDelay);
        }

        if (_state.NextRetryMs(NowMs) is { } next)
        {
            Timers.StartSingleTimer("retry", new RetryDue(), TimeSpan.FromMilliseconds(Math.Max(1, next - NowMs)));
        }

        if (_state.Ended && !_state.TrackingClosed && !Timers.IsTimerActive(nameof(CloseTracking)))
        {
            // After a moment: a status written now could overtake one that a resume has just taken back.
            Timers.StartSingleTimer(nameof(CloseTracking), new CloseTracking(), _services.DemandDelay);
        }
    }

    // Made anew when the sweep's terms have changed.
    private SweepMessages Messages => _messages = ReferenceEquals(_messages?.Spec, _state.Spec) ? _messages! : new SweepMessages(_state.Spec);

    private void SendDemand() => _services.Dispatcher.Tell(SweepMessages.Demand(PersistenceId["sweep-".Length..], _state, NowMs));

    private bool Refuse(string sweep, string? reason)
    {
        reason = _state.Submitted is null ? $"there is no sweep '{sweep}'" : reason;
        if (reason is not null)
        {
            Sender.Tell(new SweepReply { Sweep = sweep, Reason = reason });
        }

        return reason is not null;
    }

    // The node that has the trial answers whoever asked.
    private void TellLog(GetTrialLog query)
    {
        if (_state.Leases.TryGetValue(query.Index, out var lease))
        {
            _services.Resolve(Context.System, lease.Path).Tell(new GetTrialLog(query) { Attempt = lease.Attempt }, Sender);
        }
        else
        {
            Sender.Tell(new TrialLog { Next = query.After, Attempt = query.Index >= 0 && query.Index < _state.Table.Count ? _state.Table.Attempt(query.Index) : 0 });
        }
    }

    private void Answer(Func<object> view)
    {
        var sender = Sender;
        Stage([], () => sender.Tell(view()));
    }

    private sealed record TellDemand;

    private sealed record RetryDue;

    private sealed record AdoptGraceOver;
}
