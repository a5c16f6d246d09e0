namespace Orchestrator.Coordinator;

/// <summary>
/// Trials that were assigned once and wait to run again, each at most once, in the order in which they may start. Small: it holds failures and
/// losses, never the part of the grid that was not reached yet.
/// </summary>
internal sealed class RetryQueue
{
    private readonly SortedSet<(long NotBeforeMs, long Order, int Index)> _entries = [];
    private readonly Dictionary<int, (long NotBeforeMs, long Order, int Index)> _byIndex = [];
    private long _order;

    public IEnumerable<(long NotBeforeMs, int Index)> All => _entries.Select(entry => (entry.NotBeforeMs, entry.Index));

    public void Add(int index, long notBeforeMs)
    {
        Remove(index);
        var entry = (notBeforeMs, _order++, index);
        _byIndex[index] = entry;
        _entries.Add(entry);
    }

    public void Remove(int index)
    {
        if (_byIndex.Remove(index, out var entry))
        {
            _entries.Remove(entry);
        }
    }

    /// <summary>When a trial may start; null where it does not wait here.</summary>
    public long? NotBeforeMs(int index) => _byIndex.TryGetValue(index, out var entry) ? entry.NotBeforeMs : null;

    public IEnumerable<int> Due(long nowMs) => _entries.TakeWhile(entry => entry.NotBeforeMs <= nowMs).Select(entry => entry.Index);

    public int Delayed(long nowMs) =>
        _entries.Count == 0 || _entries.Min.NotBeforeMs > nowMs ? _entries.Count : _entries.Reverse().TakeWhile(entry => entry.NotBeforeMs > nowMs).Count();

    public long? Next(long nowMs) => _entries.FirstOrDefault(entry => entry.NotBeforeMs > nowMs) is { Order: >= 0, NotBeforeMs: > 0 } entry ? entry.NotBeforeMs : null;
}
