using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.Sweeps.Yaml;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads how a sweep runs and where it is recorded: resources, retry, checkpoint, tracking.</summary>
internal sealed partial class PolicyReader(Section root, SweepFaults faults)
{
    /// <summary>Priorities go from minus this to this.</summary>
    public const int HighestPriority = 100;

    /// <summary>Weights go from a hundredth to this.</summary>
    public const double LargestWeight = 100;

    /// <summary>The largest cap on trials at a time.</summary>
    public const int MostParallel = 1_000_000;

    private const int LongestTag = 5_000;

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(1);

    // Trainers report four times a second; a busy machine, or a large picture, takes longer.
    private static readonly TimeSpan ShortestStall = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestStall = TimeSpan.FromHours(24);

    public Resources Resources()
    {
        var standard = new Resources();
        if (Inner("resources", SweepKeys.Resources) is not { } section)
        {
            return standard;
        }

        if (section.Integer("slots", 1, 1_000) > 1)
        {
            faults.Add(section.Find("slots")!, "resources.slots", "a trial runs on one slot; more are not supported", "leave it out");
        }

        return new Resources
        {
            Device = section.Choice("device", DeviceKind.All) ?? standard.Device,
            MaxParallel = (int)(section.Integer("max_parallel", 0, MostParallel) ?? standard.MaxParallel),
            Priority = (int)(section.Integer("priority", -HighestPriority, HighestPriority) ?? standard.Priority),
            Weight = section.Number("weight", 1 / LargestWeight, LargestWeight) ?? standard.Weight,
        };
    }

    public RetryPolicy Retry()
    {
        var standard = new RetryPolicy();
        return Inner("retry", SweepKeys.Retry) is not { } section ? standard : new RetryPolicy
        {
            Attempts = (int)(section.Integer("attempts", 1, 100) ?? standard.Attempts),
            Backoff = Duration(section, "backoff", TimeSpan.Zero, LongestBackoff, "0s to 1h") ?? standard.Backoff,
            StalledAfter = Duration(section, "stalled_after", ShortestStall, LongestStall, "1s to 24h"),
        };
    }

    public CheckpointPolicy Checkpoint()
    {
        var standard = new CheckpointPolicy();
        return Inner("checkpoint", SweepKeys.Checkpoint) is not { } section ? standard : new CheckpointPolicy
        {
            Every = (int)(section.Integer("every", 1, 1_000_000) ?? standard.Every),
            Keep = Keep(section),
        };
    }

    // Null where it says nothing but the default, so that such a sweep is the same text as before there was a choice.
    private CheckpointKeep? Keep(Section checkpoint)
    {
        var standard = new CheckpointKeep();
        if (checkpoint.Find("keep") is not { } node || node is YamlBroken)
        {
            return null;
        }

        var section = new Section(node, "checkpoint.keep", SweepKeys.Keep, faults);
        var keep = new CheckpointKeep { Last = (int)(section.Integer("last", 1, 1_000) ?? standard.Last), Best = section.Flag("best") ?? standard.Best };
        return keep == standard ? null : keep;
    }

    /// <param name="name">The sweep's name: where it is recorded if the file does not say.</param>
    public TrackingSpec Tracking(string name)
    {
        var section = Inner("tracking", SweepKeys.Tracking);
        return new TrackingSpec(section?.Text("experiment") ?? name, section is null ? new SortedDictionary<string, string>() : Tags(section));
    }

    private SortedDictionary<string, string> Tags(Section tracking)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (tracking.Find("tags") is not { } node || node is YamlBroken)
        {
            return tags;
        }

        var section = new Section(node, "tracking.tags", null, faults);
        foreach (var key in section.Keys)
        {
            var path = section.PathOf(key.Text);
            if (section.Find(key.Text) is not YamlScalar value || ScalarValue.Of(value) is ScalarValue.Nothing)
            {
                section.Wrong(section.Find(key.Text)!, path, "a text is", null);
            }
            else if (key.Text.Length is 0 or > 250 || value.Text.Length > LongestTag)
            {
                faults.Add(key, path, "a tag has 1 to 250 characters, its text at most 5,000");
            }
            else
            {
                tags[key.Text] = value.Text;
            }
        }

        return tags;
    }

    private TimeSpan? Duration(Section section, string key, TimeSpan least, TimeSpan most, string range)
    {
        if (section.Find(key) is not { } node || node is YamlBroken)
        {
            return null;
        }

        var match = node is YamlScalar scalar ? Written().Match(scalar.Text) : Match.Empty;
        if (!match.Success)
        {
            faults.Add(node, section.PathOf(key), $"a duration is wanted here, not {node.Say}", "a number with its unit: 500ms, 2s, 1m");
            return null;
        }

        var seconds = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * UnitSeconds(match.Groups[2].Value);
        if (seconds < least.TotalSeconds || seconds > most.TotalSeconds)
        {
            faults.Add(node, section.PathOf(key), "the duration is out of range", range);
            return null;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private Section? Inner(string key, IReadOnlyList<string> known) =>
        root.Find(key) is { } node && node is not YamlBroken ? new Section(node, key, known, faults) : null;

    private static double UnitSeconds(string unit) => unit switch
    {
        "ms" => 0.001,
        "m" => 60,
        "h" => 3600,
        _ => 1,
    };

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h)$")]
    private static partial Regex Written();
}
