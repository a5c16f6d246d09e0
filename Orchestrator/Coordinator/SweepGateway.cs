using Akka.Actor;
using Akka.Hosting;
using Orchestrator.Sweeps;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>The way from HTTP to the actors: one question, one answer, with a time-out.</summary>
public sealed class SweepGateway(IRequiredActor<SweepRegion> sweeps, IRequiredActor<DispatcherProxy> dispatcher, OrchestratorOptions options, JournalHealth journal)
{
    // The first question after a start waits for the cluster to form and the journal to open.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // A question is lost with the actor that stops because its journal fails; asked again, it meets the one that recovered.
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(3);

    public Task<Overview> OverviewAsync(CancellationToken cancellation) => AskAgainAsync<Overview>(dispatcher.ActorRef, new GetOverview(), cancellation);

    public Task<SweepView> SweepAsync(string sweep, CancellationToken cancellation) => AskAgainAsync<SweepView>(sweeps.ActorRef, new GetSweep { Sweep = sweep }, cancellation);

    public Task<TrialsView> TrialsAsync(string sweep, int offset, int limit, CancellationToken cancellation) =>
        AskAgainAsync<TrialsView>(sweeps.ActorRef, new GetTrials { Sweep = sweep, Offset = offset, Limit = limit }, cancellation);

    /// <summary>A page of the table as columns.</summary>
    /// <param name="after">The version of the last answer; 0: all trials from <paramref name="offset"/> on; -1: only the version.</param>
    public Task<TableView> TableAsync(string sweep, long after, int offset, CancellationToken cancellation) =>
        AskAgainAsync<TableView>(sweeps.ActorRef, new GetTable { Sweep = sweep, After = after, Offset = offset }, cancellation);

    /// <summary>What a trial's log has behind a place; not live where no node has the trial, or the one that has it does not answer.</summary>
    public async Task<TrialLog> LogAsync(string sweep, int index, long after, CancellationToken cancellation)
    {
        try
        {
            return await sweeps.ActorRef.Ask<TrialLog>(new GetTrialLog { Sweep = sweep, Index = index, After = after }, OneTry, cancellation);
        }
        catch (AskTimeoutException)
        {
            return new TrialLog { Next = after };
        }
    }

    /// <summary>What nodes' machines did of late.</summary>
    public Task<LoadsView> LoadsAsync(CancellationToken cancellation) => AskAgainAsync<LoadsView>(dispatcher.ActorRef, new GetLoads(), cancellation);

    public Task<HistoryView> HistoryAsync(string sweep, CancellationToken cancellation) => AskAgainAsync<HistoryView>(sweeps.ActorRef, new GetHistory { Sweep = sweep }, cancellation);

    public Task<SweepReply> ControlAsync(ControlSweep command, CancellationToken cancellation) => AskAsync<SweepReply>(sweeps.ActorRef, command, Patience, cancellation);

    /// <summary>Into the catalogue first: a sweep whose submission was acknowledged is woken after every restart.</summary>
    public async Task<SweepReply> SubmitAsync(string id, SweepSpec spec, string yaml, bool anew, Caller by, CancellationToken cancellation)
    {
        await AskAsync<SweepOpenedReply>(dispatcher.ActorRef, new OpenSweep { Sweep = id }, Patience, cancellation);
        var submit = new SubmitSweep { Sweep = id, Spec = spec.ToJson(), Yaml = yaml, TrackingUri = options.TrackingUri ?? "", Anew = anew, By = by };
        return await AskAsync<SweepReply>(sweeps.ActorRef, submit, Patience, cancellation);
    }

    // For questions alone: what changes something is asked once.
    private async Task<T> AskAgainAsync<T>(IActorRef actor, object question, CancellationToken cancellation)
    {
        for (var left = Patience; left > OneTry; left -= OneTry)
        {
            try
            {
                return await actor.Ask<T>(question, OneTry, cancellation);
            }
            catch (AskTimeoutException)
            {
                // Once more.
            }
        }

        return await AskAsync<T>(actor, question, OneTry, cancellation);
    }

    private async Task<T> AskAsync<T>(IActorRef actor, object question, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            return await actor.Ask<T>(question, patience, cancellation);
        }
        catch (AskTimeoutException fault)
        {
            throw new RefusalException(
                await journal.AskAsync(cancellation) is { } reason ? reason
                : $"the coordinator did not answer within {Patience.TotalSeconds:0} s: it is still starting, or its journal cannot be read (see the log)", fault);
        }
    }
}
