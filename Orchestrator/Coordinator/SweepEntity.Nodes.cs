using Akka.Actor;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// What nodes say and are told: slots that are ours, trials that they hold, results.
public sealed partial class SweepEntity
{
    private void SetQuota(SetQuota quota)
    {
        if (_state.Submitted is null)
        {
            SendDemand();
            return;
        }

        _quotas[quota.Boot] = new Quota(quota.Boot, quota.Agent, quota.Path, quota.Slots);
        AssignReady();
    }

    private void Reported(NodeReported report)
    {
        if (_state.Submitted is null)
        {
            SendDemand();
            return;
        }

        var first = _seen.Add(report.Boot);
        foreach (var earlier in _quotas.Values.Where(quota => quota.Agent == report.Agent && quota.Boot != report.Boot).ToList())
        {
            _quotas.Remove(earlier.Boot);
            _progress.Lost(earlier.Boot);
        }

        _progress.Heard(report, _state.Changes);
        var decision = SweepRules.Report(_state, report, NowMs);
        Stage(decision.Events, () =>
        {
            var node = _services.Resolve(Context.System, report.Path);
            if (decision.Stop.Count > 0)
            {
                node.Tell(new StopTrials { Trials = { decision.Stop }, Now = _state.Hurried });
            }

            if (first && report.Running.Count > 0 && _services.Checkpoints is not null)
            {
                // It may have them from an entity elsewhere: their checkpoints go here from now on.
                node.Tell(new AssignTrials { Sweep = Messages.Header(_state, _services) });
            }

            Assign(node, decision.Resend.Where(_state.Leases.ContainsKey).Select(index => (index, _state.Leases[index].Attempt)));
        });
        AssignReady();
    }

    private void Lost(NodeLost lost)
    {
        // Before anything is taken back: it must not be handed to the dead node again.
        _quotas.Remove(lost.Boot);
        _progress.Lost(lost.Boot);
        TakeBack(lease => lease.Boot == lost.Boot, "its node was lost");
    }

    private void TakeBack(Func<Lease, bool> matches, string reason)
    {
        Stage(SweepRules.Requeue(_state, matches, reason), () => { });
        AssignReady();
    }

    private void Results(TrialResults results)
    {
        var node = Sender;
        var ack = new ResultsAck { Sweep = results.Sweep };
        foreach (var result in results.Results)
        {
            var (change, answer) = SweepRules.Result(_state, result, NowMs);
            ack.Results.Add(answer);
            Stage(change is null ? [] : [change], () => Answered(change));
            _progress.Ended(result);
            if (result.Outcome == Outcome.Preempted)
            {
                // The node was told to stop, or is leaving: nothing more for it until the dispatcher says so again.
                _quotas.Remove(results.Boot);
            }
        }

        AssignReady();
        Stage([], () => node.Tell(ack));
    }

    private void AssignReady()
    {
        if (_state.Submitted is null)
        {
            return;
        }

        ReuseNext();
        foreach (var change in SweepRules.Assign(_state, _quotas.Values, NowMs, AssignableUntil))
        {
            var assigned = change.Assigned;
            Stage([change], () => Assign(_services.Resolve(Context.System, assigned.Path), assigned.Index.Zip(assigned.Attempt)));
        }

        Settle();
    }

    private void Assign(ICanTell node, IEnumerable<(int Index, int Attempt)> trials)
    {
        var assign = new AssignTrials { Sweep = Messages.Header(_state, _services) };
        assign.Trials.AddRange(trials.Select(trial => Messages.Assignment(trial.Index, trial.Attempt, _services, _state.Reasons.Last(trial.Index), _watch?.ParentOf(trial.Index))));
        if (assign.Trials.Count > 0)
        {
            node.Tell(assign, Self);
        }
    }
}
