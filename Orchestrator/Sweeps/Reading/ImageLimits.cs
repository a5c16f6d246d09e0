using System.Globalization;
using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Holds parameters against the data set's images: no more stripes than rows, no block larger than the image. Before training, in the file's own line.</summary>
/// <param name="dataset">Null where the file names no known one; then nothing is checked.</param>
internal sealed class ImageLimits(DatasetDescription? dataset, SweepFaults faults)
{
    /// <param name="node">Where the values stand: one, a list or a range.</param>
    public void Check(YamlNode node, ParameterDescription wanted, string key, IEnumerable<ParameterValue> values)
    {
        if (wanted.AtMost is not { } fact || dataset?.Image is not { } image)
        {
            return;
        }

        var most = image.Fact(fact);
        foreach (var value in values.Where(value => value.AsNumber() > most).Take(node is YamlList ? int.MaxValue : 1))
        {
            var at = node is YamlList list ? list.Items.First(item => IsValue(item, wanted, value)) : node;
            faults.Add(at, key, $"{wanted.Name} is {value}, but {dataset.Name}'s images {image.Say(fact)}", string.Create(CultureInfo.InvariantCulture, $"at most {most}"));
        }
    }

    // The items were read once already; what is wrong with them is told.
    private static bool IsValue(YamlNode item, ParameterDescription wanted, ParameterValue value) => ValueReader.Read(item, wanted, "", new SweepFaults()) == value;
}
