using Akka.Actor;
using Akka.Cluster;
using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Coordinator;

namespace Orchestrator.Operations;

/// <summary>Whether an orchestrator takes sweeps now: it is a member of its cluster, the journal takes what is written, and the dispatcher, which has read it, answers.</summary>
public sealed class Readiness(ActorSystem system, SweepGateway gateway, JournalHealth journal)
{
    // A probe gives up soon; whoever asks later is told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Why it does not, in one line; null where it does.</summary>
    public async Task<string?> TroubleAsync(CancellationToken cancellation)
    {
        if (system.WhenTerminated.IsCompleted)
        {
            return "this orchestrator is stopping, or was cut off from its cluster";
        }

        var member = Cluster.Get(system).SelfMember;
        if (member.Status != MemberStatus.Up)
        {
            return $"this orchestrator is not a member of its cluster yet (it is {member.Status.ToString().ToLowerInvariant()})";
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            if (await journal.AskAsync(patience.Token) is { } trouble)
            {
                return trouble;
            }

            await gateway.OverviewAsync(patience.Token);
            return null;
        }
        catch (RefusalException refusal)
        {
            return refusal.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "the dispatcher does not answer: it is starting on one of the orchestrators, or its journal cannot be read (see the log)";
        }
    }

    internal static async Task<ContentHttpResult> Answer(Readiness readiness, CancellationToken cancellation) =>
        await readiness.TroubleAsync(cancellation) is { } trouble
            ? TypedResults.Text(trouble + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ready\n");
}
