namespace Orchestrator.Coordinator;

/// <summary>The names of all sweeps, oldest first, and which of them are open: those are woken after a restart.</summary>
internal sealed class SweepCatalogue
{
    private readonly List<string> _all = [];
    private readonly HashSet<string> _open = [];

    public IReadOnlyList<string> All => _all;

    public IEnumerable<string> Opened => _open;

    public bool IsOpen(string sweep) => _open.Contains(sweep);

    public void Open(string sweep)
    {
        if (!_all.Contains(sweep))
        {
            _all.Add(sweep);
        }

        _open.Add(sweep);
    }

    public void Close(string sweep) => _open.Remove(sweep);
}
