using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>
/// Fairness over time: what each sweep got less than its ideal share since it began to compete is owed to it, in slot-seconds, and counts at the next division. So one slot goes
/// to and fro between two sweeps by their weights, though no trial is ever stopped for it. Asks no clock.
/// </summary>
public sealed class ShareLedger
{
    // What is owed is paid back within about this time: shorter, and sweeps of short trials swap slots all the time, each swap costing a message there and back.
    private const double RepaySeconds = 4;

    // A dispatcher that slept was no use to anybody.
    private const double LongestStep = 5;

    private readonly Dictionary<string, double> _owed = [];
    private Dictionary<(string Sweep, string Boot), int> _targets = [];
    private Dictionary<(string Sweep, string Boot), int> _quotas = [];
    private long? _atMs;

    /// <summary>The quotas from now on; to be asked at every change, and every second.</summary>
    public Dictionary<(string Sweep, string Boot), int> Allocate(IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands, long nowMs)
    {
        var seconds = Math.Clamp((nowMs - (_atMs ?? nowMs)) / 1_000.0, 0, LongestStep);
        _atMs = nowMs;
        var ideal = FairShare.Ideal(nodes, demands);
        foreach (var priority in demands.Where(demand => FairShare.Wants(demand) > 0).GroupBy(demand => demand.Priority))
        {
            Charge([.. priority], ideal, seconds);
        }

        foreach (var gone in _owed.Keys.Except(demands.Where(demand => FairShare.Wants(demand) > 0).Select(demand => demand.Sweep)).ToList())
        {
            Forget(gone);
        }

        _targets = FairShare.Divide(nodes, demands, ideal, new Standing(_owed.ToDictionary(pair => pair.Key, pair => pair.Value / RepaySeconds), _targets));
        _quotas = FairShare.Respect(_targets, nodes, demands);
        return _quotas;
    }

    // A slot counts for whom it is kept, used or not. What was lost on the way (a slot that changed hands, a node that left) is nobody's debt: the sum stays nought.
    private void Charge(List<SweepDemand> rivals, Dictionary<string, double> ideal, double seconds)
    {
        var missed = rivals.ToDictionary(demand => demand.Sweep, demand => (ideal[demand.Sweep] - Kept(demand)) * seconds);
        var (drift, all) = (missed.Values.Sum(), rivals.Sum(demand => ideal[demand.Sweep]));
        foreach (var demand in rivals)
        {
            var part = all > 0 ? ideal[demand.Sweep] / all : 1.0 / rivals.Count;
            _owed[demand.Sweep] = _owed.GetValueOrDefault(demand.Sweep) + missed[demand.Sweep] - (drift * part);
        }
    }

    private int Kept(SweepDemand demand)
    {
        var held = demand.Held.ToDictionary(one => one.Boot, one => one.Leases);
        var boots = held.Keys.Union(_quotas.Keys.Where(pair => pair.Sweep == demand.Sweep).Select(pair => pair.Boot));
        return boots.Sum(boot => Math.Max(held.GetValueOrDefault(boot), _quotas.GetValueOrDefault((demand.Sweep, boot))));
    }

    // A debt ends with its creditor, a claim with its debtor: else those who stay would pay newcomers for what they never took from them.
    private void Forget(string sweep)
    {
        _owed.Remove(sweep, out var owed);
        var others = _owed.Where(pair => Math.Sign(pair.Value) == -Math.Sign(owed)).ToList();
        var sum = others.Sum(pair => Math.Abs(pair.Value));
        foreach (var (other, value) in others)
        {
            _owed[other] = value * (1 - Math.Min(1, Math.Abs(owed) / sum));
        }
    }
}
