using Akka.Actor;
using Akka.Event;
using Orchestrator.Answers;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// Trials that another sweep has trained: looked up before they would be handed out, and recorded as runs of this sweep.
public sealed partial class SweepEntity
{
    // A look-up of so many keys costs a few milliseconds, and other messages come in between.
    private const int LookUpAtOnce = 256;

    private readonly HashSet<int> _recorded = [];
    private bool _recording;
    // Nobody is assigned from here on: not looked up yet.
    private int _lookedUp;
    private long _addedHere;
    private long _othersThen;

    private AnswerScope Scope => new(_state.Submitted!.TrackingUri, _state.Spec.Objective.Metric);

    private int AssignableUntil => _services.Answers is null || _state.Submitted!.Anew ? int.MaxValue : _lookedUp;

    // Answers that came from other sweeps since this one looked.
    private bool OthersAnswered => _services.Answers is { } answers && !_state.Submitted!.Anew && answers.Store.Added - _addedHere != _othersThen;

    private void GoOnReusing()
    {
        RefillAnswers();
        BeginLookUp();
        RecordReused();
    }

    private void BeginLookUp()
    {
        if (_services.Answers is { } answers && _state.Tracking is not null)
        {
            (_lookedUp, _othersThen) = (0, answers.Store.Added - _addedHere);
            LookUp();
        }
    }

    private void LookUp()
    {
        var untouched = _state.Submitted!.Anew ? [] : _state.Untouched(_lookedUp, LookUpAtOnce);
        Reuse(untouched);
        if (untouched.Count < LookUpAtOnce)
        {
            _lookedUp = int.MaxValue;
        }
        else
        {
            _lookedUp = untouched[^1] + 1;
            Self.Tell(new LookUpNext());
        }

        AssignReady();
    }

    // Those that would be handed out now, where others have answered meanwhile.
    private void ReuseNext()
    {
        while (OthersAnswered && Reuse(FirstAttempts()) > 0)
        {
        }
    }

    private IReadOnlyList<int> FirstAttempts() =>
        [.. SweepRules.Assign(_state, _quotas.Values, NowMs, AssignableUntil).SelectMany(change => change.Assigned.Index).Where(_state.IsUntouched)];

    private int Reuse(IReadOnlyList<int> indices)
    {
        if (indices.Count == 0 || _services.Answers is not { } answers)
        {
            return 0;
        }

        var keys = indices.Select(index => (Index: index, Key: Messages.KeyOf(index))).ToList();
        var events = ReuseRules.Reuse(_state, keys, answers.Store.Find([.. keys.Select(trial => trial.Key)], Scope));
        if (events.Count > 0)
        {
            _log.Info("{Sweep}: {Trials} trials are answered by others that were trained before", Id, events.Count);
            Stage(events, RecordReused);
        }

        return events.Count;
    }

    // A trial's answer is stored: its checkpoints are of no more use, and others with its key need not train.
    private void Answered(SweepEvent? change)
    {
        if (change?.Finished is { } finished)
        {
            var key = Messages.KeyOf(finished.Index);
            _services.Checkpoints?.End(key, Id, finished.Index, finished.Attempt);
            Remember(key, finished.Index);
        }
    }

    private void Remember(string key, int index)
    {
        if (_services.Answers is { } answers)
        {
            var before = answers.Store.Added;
            answers.Store.Add(key, Scope, AnswerOf(index));
            _addedHere += answers.Store.Added - before;
        }
    }

    private Answer AnswerOf(int index) =>
        new(Id, index, _state.Table.Objective(index) is var value && double.IsNaN(value) ? null : value, _state.Table.Seconds(index), _state.Tracking?.Experiment ?? "", NowMs);

    // After the loss of the file, or of its last rows: the journal has all answers.
    private void RefillAnswers()
    {
        if (_services.Answers is not { } answers || _state.Trained == 0 || answers.Store.IsFilled(Id, _state.Trained))
        {
            return;
        }

        var (id, scope, messages) = (Id, Scope, Messages);
        var trained = Enumerable.Range(0, _state.Table.Count).Where(index => _state.Table.Phase(index) == TrialPhase.Done && !_state.Reused.ContainsKey(index))
            .Select(index => (index, answer: AnswerOf(index))).ToList();
        // Off the actor's thread: a hundred thousand keys take half a second.
        _ = Task.Run(() =>
        {
            trained.ForEach(trial => answers.Store.Add(messages.KeyOf(trial.index), scope, trial.answer));
            answers.Store.Filled(id, trained.Count);
        });
    }

    private void RecordReused()
    {
        var missing = _state.Reused.Values.Where(reused => !_recorded.Contains(reused.Index)).ToList();
        if (_recording || missing.Count == 0 || _state.TrackingClosed || _services.Answers is not { } answers)
        {
            return;
        }

        _recording = true;
        answers.Runs.RecordAsync(_state.Submitted!.TrackingUri, Messages.Header(_state, _services), missing, index => Messages.Assignment(index, attempt: 0, _services))
            .PipeTo(Self, success: done => new ReusedRecorded(done), failure: cause => new TrackingFailed(cause.Message, new RecordReusedAgain()));
    }

    private void Recorded(ReusedRecorded done)
    {
        _recording = false;
        _recorded.UnionWith(done.Indices);
        if (done.Indices.Count == 0)
        {
            // Sources whose own runs are not whole yet.
            Timers.StartSingleTimer(nameof(RecordReusedAgain), new RecordReusedAgain(), _services.TrackingRetry);
        }
        else
        {
            RecordReused();
        }

        Settle();
    }

    private void RecordAgain()
    {
        _recording = false;
        RecordReused();
    }

    private bool AllRecorded => _services.Answers is null || _state.Reused.Count == _recorded.Count;

    private sealed record LookUpFirst;

    private sealed record LookUpNext;

    private sealed record RecordReusedAgain;

    private sealed record ReusedRecorded(IReadOnlyCollection<int> Indices);
}
