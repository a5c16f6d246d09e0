using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Hears what a sweep has stored, for those who watch from outside: nothing is decided by it. One for each life of a sweep's actor.</summary>
public interface ISweepWatch
{
    /// <param name="entry">Stored, and in the state already.</param>
    void Stored(SweepState state, SweepEntry entry);
}
