namespace Shared.Hosting;

/// <summary>The names by which the processes of one cluster find each other.</summary>
public static class ClusterNames
{
    public const string System = "experiments";

    public const string OrchestratorRole = "orchestrator";

    public const string GpuRole = "gpu";

    /// <summary>Shard region of the sweep entities.</summary>
    public const string SweepRegion = "sweep";

    /// <summary>The singleton that allocates capacity.</summary>
    public const string Dispatcher = "dispatcher";

    /// <summary>The actor of each orchestrator that tells an agent whether they are in one cluster.</summary>
    public const string MembershipDesk = "membership";

    /// <summary>The actor of each agent that asks.</summary>
    public const string OrchestratorWatch = "orchestrators";

    /// <summary>Shards of the sweep region: ten times the orchestrators that anybody will run.</summary>
    public const int Shards = 30;
}
