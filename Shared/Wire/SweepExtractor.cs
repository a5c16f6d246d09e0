using Akka.Cluster.Sharding;
using Shared.Hosting;

namespace Shared.Wire;

/// <summary>Which sweep a message is for: routing key of the shard region, the same on orchestrators and nodes.</summary>
public sealed class SweepExtractor() : HashCodeMessageExtractor(ClusterNames.Shards)
{
    public override string? EntityId(object message) => message switch
    {
        SubmitSweep submit => submit.Sweep,
        CancelSweep cancel => cancel.Sweep,
        ResumeSweep resume => resume.Sweep,
        ControlSweep control => control.Sweep,
        GetHistory query => query.Sweep,
        GetSweep query => query.Sweep,
        GetTrials query => query.Sweep,
        GetTable query => query.Sweep,
        GetTrialLog query => query.Sweep,
        SetQuota quota => quota.Sweep,
        NodeLost lost => lost.Sweep,
        NodeReported reported => reported.Sweep,
        TrialResults results => results.Sweep,
        _ => null,
    };
}
