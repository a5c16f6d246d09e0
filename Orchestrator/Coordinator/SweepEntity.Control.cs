using Akka.Actor;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// What people ask of the sweep.
public sealed partial class SweepEntity
{
    private void Control(ControlSweep command)
    {
        if (Refuse(command.Sweep, null))
        {
            return;
        }

        var decision = ControlRules.Decide(_state, command, NowMs);
        if (Refuse(command.Sweep, decision.Refusal))
        {
            return;
        }

        var sender = Sender;
        var held = _state.Leases.ToList();
        var rested = _state.Halted || _state.Ended;
        Stage(decision.Events, () =>
        {
            sender.Tell(new SweepReply { Sweep = Id, Accepted = true, Text = decision.Text });
            if (decision.Events.Count > 0)
            {
                StopUnwanted(held);
                if (!_state.Halted)
                {
                    if (rested)
                    {
                        _progress.Begin(_state, NowMs);
                    }

                    Reopen();
                    BeginLookUp();
                }
            }

            AssignReady();
        });
    }

    // All, where the sweep is to stop; else those whose lease the command has taken.
    private void StopUnwanted(IEnumerable<KeyValuePair<int, Lease>> held)
    {
        var unwanted = held.Where(pair => _state.Stopping || !_state.Leases.TryGetValue(pair.Key, out var lease) || lease.Attempt != pair.Value.Attempt);
        foreach (var node in unwanted.GroupBy(pair => pair.Value.Path))
        {
            var trials = node.Select(pair => new TrialRef { Sweep = Id, Index = pair.Key, Attempt = pair.Value.Attempt });
            _services.Resolve(Context.System, node.Key).Tell(new StopTrials { Trials = { trials }, Now = _state.Hurried });
        }
    }
}
