using Akka.Persistence;

namespace Orchestrator.Hosting.Group;

/// <summary>
/// Reads from the journal once, where nothing stands. One that waits to take over has never used it, and the first use in a process costs seconds: it compiles the plugin and connects.
/// </summary>
internal sealed class WarmJournal : ReceivePersistentActor
{
    public WarmJournal() => Recover<RecoveryCompleted>(_ => Context.Stop(Self));

    public override string PersistenceId => "warmth";
}
