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

    public Task<Overview> OverviewAsync(CancellationToken cancellation) => dispatcher.ActorRef.Ask<Overview>(new GetOverview(), Patience, cancellation);

    public Task<SweepView> SweepAsync(string sweep, CancellationToken cancellation) => sweeps.ActorRef.Ask<SweepView>(new GetSweep { Sweep = sweep }, Patience, cancellation);

    public Task<TrialsView> TrialsAsync(string sweep, int offset, int limit, CancellationToken cancellation) =>
        sweeps.ActorRef.Ask<TrialsView>(new GetTrials { Sweep = sweep, Offset = offset, Limit = limit }, Patience, cancellation);

    public Task<SweepReply> CancelAsync(string sweep, CancellationToken cancellation) => sweeps.ActorRef.Ask<SweepReply>(new CancelSweep { Sweep = sweep }, Patience, cancellation);

    public Task<SweepReply> ResumeAsync(string sweep, CancellationToken cancellation) => sweeps.ActorRef.Ask<SweepReply>(new ResumeSweep { Sweep = sweep }, Patience, cancellation);

    /// <summary>Into the catalogue first: a sweep whose submission was acknowledged is woken after every restart.</summary>
    public async Task<SweepReply> SubmitAsync(string id, SweepSpec spec, string yaml, CancellationToken cancellation)
    {
        await dispatcher.ActorRef.Ask<SweepOpenedReply>(new OpenSweep { Sweep = id }, Patience, cancellation);
        var submit = new SubmitSweep { Sweep = id, Spec = spec.ToJson(), Yaml = yaml, TrackingUri = options.TrackingUri ?? "" };
        return await sweeps.ActorRef.Ask<SweepReply>(submit, Patience, cancellation);
    }
}
