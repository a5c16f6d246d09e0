using Akka.Actor;

namespace GpuNode;

/// <summary>What orchestrators say of this agent's place in their cluster, during one life of its actor system. May be used by several threads.</summary>
/// <param name="orchestrators">Those that it tries to join.</param>
public sealed class ClusterPlace(IReadOnlyList<Address> orchestrators, TimeProvider clock)
{
    private const long Never = long.MinValue;

    /// <summary>More than one answer was lost.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    /// <summary>Its own remoting may have given an orchestrator up while it could not be reached, and takes that back in a new life only.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private volatile Address? _invitation;
    private long _member = Never;
    private long _stranger = Never;

    /// <summary>Those that it tries to join.</summary>
    public IReadOnlyList<Address> Orchestrators => orchestrators;

    /// <summary>An orchestrator that asked for it from another address, while none counted it among its members; null: none did.</summary>
    public Address? Invitation => _invitation;

    /// <summary>Whether an orchestrator counts it among its members.</summary>
    public bool Joined => Since(ref _member) < Fresh;

    /// <summary>Whether it must join anew: the orchestrators that answer don't know it any more, none has answered for long, or one asks for it from elsewhere.</summary>
    public bool Lost
    {
        get
        {
            var (member, stranger) = (Since(ref _member), Since(ref _stranger));
            return _invitation is not null || (member >= Fresh && member < TimeSpan.MaxValue && (stranger < Fresh || (member >= Patience && stranger >= Patience)));
        }
    }

    /// <summary>An orchestrator has answered, or admitted it.</summary>
    public void Heard(bool member) => Volatile.Write(ref member ? ref _member : ref _stranger, clock.GetTimestamp());

    /// <summary>An orchestrator that knew this agent before it was started anew asks for it.</summary>
    public void Invited(Address orchestrator)
    {
        if (!Joined && !orchestrators.Contains(orchestrator))
        {
            _invitation = orchestrator;
        }
    }

    private TimeSpan Since(ref long answered) => Volatile.Read(ref answered) is var at && at == Never ? TimeSpan.MaxValue : clock.GetElapsedTime(at);
}
