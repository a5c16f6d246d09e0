using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>
/// Reads <c>{ from, to, step }</c> and <c>{ from, to, count, spacing: linear | log }</c>. Both ends belong to the range.
/// Steps are counted in decimal, so that 0.1 to 0.5 by 0.1 holds 0.3 and not 0.30000000000000004; whole-number parameters take the nearest whole number.
/// </summary>
internal sealed class RangeReader(Section range, ParameterDescription wanted, string key, SweepFaults faults)
{
    /// <summary>The most values of one parameter.</summary>
    public const int MostValues = 100_000;

    private static readonly string[] Spacings = ["linear", "log"];

    /// <summary>The values; null where the range is wrong, which then is among the faults.</summary>
    public IReadOnlyList<ParameterValue>? Read()
    {
        if (wanted.Kind is ParameterKind.Text or ParameterKind.Boolean)
        {
            faults.Add(range.Node, key, $"{key} takes no numbers, so it has no range", "write a list: [a, b]");
            return null;
        }

        var (from, to) = (End("from"), End("to"));
        var step = range.Find("step") is { } node ? ValueReader.Read(node, wanted with { Minimum = null, Maximum = null }, range.PathOf("step"), faults) : null;
        var count = range.Integer("count", 1, MostValues);
        var log = range.Choice("spacing", Spacings) == "log";
        if (!Complete(log) || from is not { } first || to is not { } last)
        {
            return null;
        }

        if (!double.IsFinite(last.AsNumber() - first.AsNumber()))
        {
            faults.Add(range.Node, key, $"from {first} to {last} is too far");
            return null;
        }

        return log ? Logarithmic(first, last, count)
            : step is { } by ? Stepped(first, last, by)
            : count is { } many ? Distinct(RangeValues.Linear(first, last, (int)many), many, first, last)
            : null;
    }

    private ParameterValue? End(string end)
    {
        if (range.Find(end) is { } node)
        {
            return ValueReader.Read(node, wanted, range.PathOf(end), faults);
        }

        faults.Add(range.Node, key, $"the range has no '{end}'", "a range has from, to, and step or count");
        return null;
    }

    private bool Complete(bool log)
    {
        var (step, count) = (range.Find("step"), range.Find("count"));
        if (log && step is not null)
        {
            faults.Add(step, range.PathOf("step"), "a range with log spacing has no step", "give count instead");
            return false;
        }

        if (step is not null && count is not null)
        {
            faults.Add(count, range.PathOf("count"), "the range has both step and count", "keep one of the two");
            return false;
        }

        if (step is null && count is null)
        {
            faults.Add(range.Node, key, $"the range has neither {(log ? "" : "step nor ")}count", log ? "say how many values with count" : "say how far apart with step, or how many with count");
            return false;
        }

        return true;
    }

    private List<ParameterValue>? Stepped(ParameterValue from, ParameterValue to, ParameterValue step)
    {
        var at = range.Find("step")!;
        if (step.AsNumber() == 0)
        {
            faults.Add(at, range.PathOf("step"), "the step is zero");
            return null;
        }

        if (to.AsNumber() != from.AsNumber() && to.AsNumber() > from.AsNumber() != step.AsNumber() > 0)
        {
            faults.Add(at, range.PathOf("step"), $"the step leads away from {to}", step.AsNumber() > 0 ? "write it negative, or swap from and to" : "write it positive, or swap from and to");
            return null;
        }

        var steps = RangeValues.Steps(from, to, step);
        if (steps >= MostValues)
        {
            faults.Add(at, range.PathOf("step"), $"the range has more than {MostValues:N0} values", "take a larger step");
            return null;
        }

        if (steps != Math.Floor(steps))
        {
            var below = RangeValues.Along(from, to, step, (int)steps, (int)steps + 1);
            var above = RangeValues.Along(from, to, step, (int)steps + 1, (int)steps + 2);
            faults.Add(at, range.PathOf("step"), $"steps of {step} from {from} don't end at {to}", $"end at {below} or {above}, or give count");
            return null;
        }

        return [.. Enumerable.Range(0, (int)steps + 1).Select(index => RangeValues.Along(from, to, step, index, (int)steps))];
    }

    private List<ParameterValue>? Logarithmic(ParameterValue from, ParameterValue to, long? count)
    {
        if (from.AsNumber() <= 0 || to.AsNumber() <= 0)
        {
            var end = from.AsNumber() <= 0 ? "from" : "to";
            faults.Add(range.Find(end)!, range.PathOf(end), "log spacing needs both ends above zero");
            return null;
        }

        if (count is not { } many)
        {
            return null;
        }

        return Distinct(RangeValues.Logarithmic(from, to, (int)many), many, from, to);
    }

    private List<ParameterValue>? Distinct(IEnumerable<ParameterValue> values, long count, ParameterValue from, ParameterValue to)
    {
        var distinct = values.Distinct().ToList();
        var problem = count == 1 && from != to ? $"one value can't be both {from} and {to}"
            : distinct.Count < count ? $"between {from} and {to} only {distinct.Count} of {count} values differ"
            : null;
        if (problem is not null)
        {
            faults.Add(range.Find("count")!, range.PathOf("count"), problem, count == 1 ? "take 2 or more" : "take a smaller count");
            return null;
        }

        return distinct;
    }
}
