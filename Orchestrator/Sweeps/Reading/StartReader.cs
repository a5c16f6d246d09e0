using System.Globalization;
using Orchestrator.Sweeps.WarmStarts;
using Orchestrator.Sweeps.Yaml;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads <c>start_from</c>: the sweep, and which of its trials, whose weights this sweep's trials start from. Whether there is such a sweep is found when this one is submitted.</summary>
internal sealed class StartReader(Section root, SweepFaults faults)
{
    private const string Example = "such as: start_from: { sweep: mnist-noise, trial: best }";

    private static readonly string[] Choices = [WarmStart.Best, WarmStart.Matching];

    /// <param name="name">The sweep's own name.</param>
    /// <returns>Null where the sweep starts from no other, or a fault was found.</returns>
    public WarmStart? Read(string name)
    {
        if (root.Find("start_from") is not { } node || node is YamlBroken)
        {
            return null;
        }

        if (node is not YamlMap)
        {
            root.Wrong(node, "start_from", "a sweep and which of its trials are", Example);
            return null;
        }

        var section = new Section(node, "start_from", SweepKeys.StartFrom, faults);
        var (sweep, trial) = (section.Text("sweep"), Trial(section));
        if (section.Find("sweep") is null)
        {
            faults.Add(node, "start_from.sweep", "is missing", Example);
        }
        else if (sweep == name)
        {
            faults.Add(section.Find("sweep")!, "start_from.sweep", "a sweep can't start from itself", "give this one another name, or name the earlier one by its id");
        }

        return sweep is null || trial is null ? null : new WarmStart { Sweep = sweep, Trial = trial };
    }

    private static string? Trial(Section section)
    {
        if (section.Find("trial") is not { } node)
        {
            return WarmStart.Best;
        }

        if (node is YamlScalar scalar && ScalarValue.Of(scalar) is ScalarValue.Integer { Value: >= 0 and < Grid.MostTrials and var index })
        {
            return index.ToString(CultureInfo.InvariantCulture);
        }

        if (node is YamlScalar word && ScalarValue.Of(word) is ScalarValue.Words { Text: var text } && Choices.Contains(text))
        {
            return text;
        }

        section.Wrong(node, "start_from.trial", "best, matching or a trial's number, from 0, is", null);
        return null;
    }
}
