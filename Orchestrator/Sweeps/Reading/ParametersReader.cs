using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads <c>parameters</c>: each a constant, a list or a range.</summary>
/// <param name="experiment">Whose parameters they are; null where the file names no known one, then only the form is checked.</param>
internal sealed class ParametersReader(ExperimentDescription? experiment, ImageLimits limits, SweepFaults faults)
{
    /// <summary>The axes of the file in its order, then the parameters left at their default.</summary>
    public IReadOnlyList<Axis> Read(Section? section)
    {
        var axes = new List<Axis>();
        foreach (var name in section?.Keys ?? [])
        {
            var wanted = experiment?.Parameters.FirstOrDefault(parameter => parameter.Name == name.Text);
            if (experiment is not null && wanted is null)
            {
                faults.Add(name, section!.PathOf(name.Text), $"{experiment.Name} has no such parameter", Nearest.Cure(name.Text, experiment.Parameters.Select(parameter => parameter.Name)));
            }
            else if (Values(section!.Find(name.Text)!, wanted, section.PathOf(name.Text)) is { } values && wanted is not null)
            {
                limits.Check(section.Find(name.Text)!, wanted, section.PathOf(name.Text), values);
                axes.Add(new(name.Text, values, wanted.Default));
            }
        }

        var rest = experiment?.Parameters.Where(parameter => axes.All(axis => axis.Name != parameter.Name)) ?? [];
        return [.. axes, .. rest.Select(parameter => new Axis(parameter.Name, [parameter.Default], parameter.Default))];
    }

    private IReadOnlyList<ParameterValue>? Values(YamlNode node, ParameterDescription? wanted, string key)
    {
        switch (node)
        {
            case YamlList { Items.Count: 0 }:
                faults.Add(node, key, "the list is empty", "give at least one value, or leave the parameter out for its default");
                return null;
            case YamlList list when list.Items.Count > RangeReader.MostValues:
                faults.Add(node, key, $"the list has {list.Items.Count:N0} values, more than {RangeReader.MostValues:N0}");
                return null;
            case YamlList list:
                return wanted is null ? null : Listed(list, wanted, key);
            case YamlMap map:
                var range = new Section(map, key, SweepKeys.Range, faults);
                return wanted is null ? null : new RangeReader(range, wanted, key, faults).Read();
            default:
                return wanted is not null && ValueReader.Read(node, wanted, key, faults) is { } constant ? [constant] : null;
        }
    }

    private List<ParameterValue> Listed(YamlList list, ParameterDescription wanted, string key)
    {
        var values = new List<ParameterValue>();
        var seen = new HashSet<ParameterValue>();
        foreach (var item in list.Items)
        {
            if (ValueReader.Read(item, wanted, key, faults) is not { } value)
            {
                continue;
            }

            if (seen.Add(value))
            {
                values.Add(value);
            }
            else
            {
                faults.Add(item, key, $"{value} is listed twice", "each value runs once; for repeats give seeds or replicates");
            }
        }

        return values;
    }
}
