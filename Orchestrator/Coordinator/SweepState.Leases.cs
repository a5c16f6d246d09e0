namespace Orchestrator.Coordinator;

// Leases by trial, and trials by who holds them: a hello concerns its own node's alone, of a hundred or a thousand nodes.
public sealed partial class SweepState
{
    private readonly Dictionary<int, Lease> _leases = [];
    private readonly Dictionary<string, HashSet<int>> _held = [];

    public IReadOnlyDictionary<int, Lease> Leases => _leases;

    /// <summary>The boot ids that hold leases.</summary>
    public IReadOnlyCollection<string> Holders => _held.Keys;

    /// <summary>Indices of the trials that a boot id holds.</summary>
    public IReadOnlyCollection<int> HeldBy(string boot) => _held.TryGetValue(boot, out var held) ? held : [];

    private void Lend(int index, Lease lease)
    {
        TakeBack(index);
        _leases[index] = lease;
        if (!_held.TryGetValue(lease.Boot, out var held))
        {
            _held[lease.Boot] = held = [];
        }

        held.Add(index);
    }

    private void TakeBack(int index)
    {
        if (_leases.Remove(index, out var lease) && _held[lease.Boot] is var held && held.Remove(index) && held.Count == 0)
        {
            _held.Remove(lease.Boot);
        }
    }
}
