using Akka.Actor;
using Akka.Hosting;
using Orchestrator.Sweeps;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>The way from HTTP to the actors: one question, one answer, with a time-out.</summary>
public sealed class SweepGateway(IRequiredActor<SweepRegion> sweeps, IRequiredActor<DispatcherProxy> dispatcher, OrchestratorOptions options)
{
    // The first question after a start waits for the cluster to form and the journal to open.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public Task<Overview> OverviewAsync(CancellationToken cancellation) => AskAsync<Overview>(dispatcher.ActorRef, new GetOverview(), cancellation);

    public Task<SweepView> SweepAsync(string sweep, CancellationToken cancellation) => AskAsync<SweepView>(sweeps.ActorRef, new GetSweep { Sweep = sweep }, cancellation);

    public Task<TrialsView> TrialsAsync(string sweep, int offset, int limit, CancellationToken cancellation) =>
        AskAsync<TrialsView>(sweeps.ActorRef, new GetTrials { Sweep = sweep, Offset = offset, Limit = limit }, cancellation);

    public Task<SweepReply> CancelAsync(string sweep, CancellationToken cancellation) => AskAsync<SweepReply>(sweeps.ActorRef, new CancelSweep { Sweep = sweep }, cancellation);

    public Task<SweepReply> ResumeAsync(string sweep, CancellationToken cancellation) => AskAsync<SweepReply>(sweeps.ActorRef, new ResumeSweep { Sweep = sweep }, cancellation);

    /// <summary>Into the catalogue first: a sweep whose submission was acknowledged is woken after every restart.</summary>
    public async Task<SweepReply> SubmitAsync(string id, SweepSpec spec, string yaml, CancellationToken cancellation)
    {
        await AskAsync<SweepOpenedReply>(dispatcher.ActorRef, new OpenSweep { Sweep = id }, cancellation);
        var submit = new SubmitSweep { Sweep = id, Spec = spec.ToJson(), Yaml = yaml, TrackingUri = options.TrackingUri ?? "" };
        return await AskAsync<SweepReply>(sweeps.ActorRef, submit, cancellation);
    }

    private static async Task<T> AskAsync<T>(IActorRef actor, object question, CancellationToken cancellation)
    {
        try
        {
            return await actor.Ask<T>(question, Patience, cancellation);
        }
        catch (AskTimeoutException fault)
        {
            throw new RefusalException($"the coordinator did not answer within {Patience.TotalSeconds:0} s: it is still starting, or its journal cannot be written (see the log)", fault);
        }
    }
}
