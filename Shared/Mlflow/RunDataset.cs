using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shared.Datasets;
using Shared.Trials;
using Shared.Wire;

namespace Shared.Mlflow;

/// <summary>The data set of a sweep's trials, as an input of their runs. Pure.</summary>
public static class RunDataset
{
    private const string Context = "mlflow.data.context";

    // MLflow's column has 36 characters.
    private const int DigestLength = 32;

    /// <summary>Null where the experiment takes no data. The digest is over the data's content and all options: another part of the same images is another data set.</summary>
    public static DatasetInput? Of(SweepHeader sweep)
    {
        if (sweep.Dataset.Length == 0)
        {
            return null;
        }

        var options = sweep.DatasetOptions.OrderBy(option => option.Key, StringComparer.Ordinal).ToDictionary(option => option.Key, option => ParameterValue.FromWire(option.Value).ToString());
        var name = options.GetValueOrDefault(ImageFolders.SetOption) ?? sweep.Dataset;
        var profile = JsonSerializer.Serialize(options, RunDatasetJson.Default.DictionaryStringString);
        var content = DatasetDefinition.All.FirstOrDefault(known => known.Name == sweep.Dataset)?.Files.Select(file => file.Sha256) ?? [];
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sweep.Dataset}\n{string.Join('\n', content)}\n{profile}")))[..DigestLength];
        var source = JsonSerializer.Serialize(new Dictionary<string, string> { ["uri"] = name }, RunDatasetJson.Default.DictionaryStringString);
        return new DatasetInput([new MlflowTag(Context, "training")], new MlflowDataset(name, digest, "local", source, null, profile));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RunDatasetJson : System.Text.Json.Serialization.JsonSerializerContext;
