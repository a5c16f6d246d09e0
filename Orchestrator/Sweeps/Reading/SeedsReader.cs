using Orchestrator.Sweeps.Yaml;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads <c>seeds</c>, or <c>replicates</c>, which is short for the seeds from 1; one seed, 1, where the file has neither.</summary>
internal sealed class SeedsReader(Section root, SweepFaults faults)
{
    private const int MostSeeds = 100_000;

    public IReadOnlyList<ulong> Read()
    {
        if (root.Find("seeds") is { } node && root.Find("replicates") is { } other)
        {
            faults.Add(other, "replicates", $"the sweep has both seeds ({node.Place}) and replicates", "keep one of the two");
        }

        if (root.Find("seeds") is { } seeds)
        {
            return Listed(seeds);
        }

        var replicates = root.Integer("replicates", 1, MostSeeds) ?? 1;
        return [.. Enumerable.Range(1, (int)replicates).Select(seed => (ulong)seed)];
    }

    private List<ulong> Listed(YamlNode node)
    {
        var seeds = new List<ulong>();
        if (node is not YamlList { Items: { Count: > 0 and <= MostSeeds } items })
        {
            var cure = node is YamlScalar scalar ? $"write seeds: [{scalar.Text}], or replicates" : null;
            root.Wrong(node, "seeds", node is YamlList { Items.Count: > 0 } ? $"at most {MostSeeds:N0} seeds are" : "a list of one seed or more is", cure);
            return seeds;
        }

        var seen = new HashSet<ulong>();
        foreach (var item in items.Where(item => item is not YamlBroken))
        {
            var whole = item is YamlScalar scalar ? Section.WholeOf(ScalarValue.Of(scalar)) : null;
            if (whole is not >= 0)
            {
                faults.Add(item, "seeds", $"a seed is a whole number from 0, not {item.Say}");
            }
            else if (!seen.Add((ulong)whole))
            {
                faults.Add(item, "seeds", $"{whole} is listed twice", "each seed runs once");
            }
            else
            {
                seeds.Add((ulong)whole);
            }
        }

        return seeds;
    }
}
