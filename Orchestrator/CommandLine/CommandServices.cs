using Orchestrator.Hosting;
using Shared.Catalogues;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary>What the commands start and read beyond the HTTP API.</summary>
/// <param name="StartOrchestrator">An orchestrator inside this process, ready to answer.</param>
/// <param name="StartNode">A node agent of this machine in a process of its own.</param>
/// <param name="ReadCatalogue">What the trainer of this build can train.</param>
public sealed record CommandServices(
    Func<OrchestratorOptions, CancellationToken, Task<RunningOrchestrator>> StartOrchestrator,
    Func<LocalNodeOptions, CancellationToken, Task<RunningNode>> StartNode,
    Func<Catalogue> ReadCatalogue);

/// <summary>An orchestrator that answers.</summary>
/// <param name="Address">Of the HTTP API and the results page.</param>
/// <param name="Join">HOST:PORT for node agents, or several with commas between them.</param>
public sealed record RunningOrchestrator(Uri Address, string Join, Func<Task> StopAsync)
{
    /// <summary>As whom this process, and what it starts, comes to it.</summary>
    public OrchestratorAccess Access { get; init; } = OrchestratorAccess.None;

    /// <summary>Completes when it is no longer part of its cluster, though nobody stopped it.</summary>
    public Task CutOff { get; init; } = Task.Delay(Timeout.Infinite);
}

/// <summary>A node agent that was started from here.</summary>
/// <param name="Ended">Ends only if the agent ends by itself, with the reason in one line.</param>
/// <param name="StopAsync">Lets running trials write a checkpoint, then ends the agent and its trainers.</param>
public sealed record RunningNode(Task<string> Ended, Func<Task> StopAsync);
