using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Hears what a sweep has stored, for those who watch from outside: nothing is decided by it. One for each life of a sweep's actor.</summary>
public interface ISweepWatch
{
    /// <param name="entry">Stored, and in the state already.</param>
    void Stored(SweepState state, SweepEntry entry);

    /// <summary>Below which span a node tells what it does for a trial, as a W3C <c>traceparent</c>; null: below none.</summary>
    string? ParentOf(int index);
}
