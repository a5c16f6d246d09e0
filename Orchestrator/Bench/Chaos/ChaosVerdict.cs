using System.Globalization;

namespace Orchestrator.Bench.Chaos;

/// <summary>What one seed came to.</summary>
public sealed class ChaosVerdict
{
    private readonly ChaosPlan _plan;
    private readonly RoundOutcome _outcome;
    private readonly string _folder;

    internal ChaosVerdict(ChaosPlan plan, RoundOutcome outcome, string folder) => (_plan, _outcome, _folder) = (plan, outcome, folder);

    /// <summary>Every invariant holds.</summary>
    public bool Holds => _outcome.Broken.Count == 0;

    /// <summary>Trials that were trained to their end.</summary>
    public int Trials => _outcome.Trace.Trials.Count;

    /// <summary>The blows that hit somebody, by what they were.</summary>
    public IReadOnlyDictionary<(Victim Victim, Deed Deed), int> Hits =>
        _outcome.Blows.Where(blow => blow.Hit is not null).CountBy(blow => (blow.Blow.Victim, blow.Blow.Deed)).ToDictionary();

    /// <summary>One line.</summary>
    public string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(_plan.Seed > 0 ? $"seed {_plan.Seed}" : "partition")}, {(_plan.External ? "external" : "built-in")} tracking{(_plan.SparesTrainers ? ", one attempt" : "")}: {Trials} trials in {_outcome.Took.TotalSeconds:0} s, {Words(Hits)}: {(Holds ? "holds" : $"BROKEN ({_outcome.Broken.Count})")}");

    /// <summary>All that helps to find out why: seed, schedule with the times at which the blows fell, and what is broken.</summary>
    public string Report() => string.Join('\n', [
        Line(),
        $"folder: {_folder}",
        "schedule, and when each blow fell:",
        .. _outcome.Blows.Select(blow => $"  {blow}"),
        .. _plan.Blows.Skip(_outcome.Blows.Count).Select(blow => $"  {blow}; the sweeps had ended"),
        "broken:",
        .. _outcome.Broken.Select(line => $"  {line}"),
        "",
    ]);

    /// <summary>Such as "5 blows (3 kill agent, 2 freeze trainer)".</summary>
    public static string Words(IReadOnlyDictionary<(Victim Victim, Deed Deed), int> hits)
    {
        var kinds = hits.OrderBy(pair => pair.Key).Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key.Deed.ToString().ToLowerInvariant()} {pair.Key.Victim.ToString().ToLowerInvariant()}"));
        return hits.Count == 0 ? "no blows" : $"{hits.Values.Sum()} blows ({string.Join(", ", kinds)})";
    }
}
