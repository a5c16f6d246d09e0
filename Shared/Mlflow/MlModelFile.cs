using System.Globalization;
using System.Text;

namespace Shared.Mlflow;

/// <summary>The file that makes a folder of artifacts a model, for MLflow's page and its clients.</summary>
/// <param name="Weights">File of safetensors beside it.</param>
/// <param name="Bytes">Of the weights.</param>
public sealed record MlModelFile(string RunId, string Weights, long Bytes, string Experiment, string Sweep, int Trial, string Key, DateTimeOffset At)
{
    public const string Name = "MLmodel";

    /// <summary>Folder of the model among the run's artifacts.</summary>
    public const string Folder = "model";

    /// <summary>The file's text, YAML. The model's id follows from the trial: whoever registers it again registers the same.</summary>
    public string Yaml() => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"artifact_path: {Folder}\n")
        .Append("flavors:\n  safetensors:\n")
        .Append(CultureInfo.InvariantCulture, $"    weights: {Weights}\n    experiment: {Experiment}\n    sweep: {Sweep}\n    trial: {Trial}\n    key: {Key}\n")
        .Append("mlflow_version: 3.3.2\n")
        .Append(CultureInfo.InvariantCulture, $"model_size_bytes: {Bytes}\nmodel_uuid: {Key}\nrun_id: {RunId}\n")
        .Append(CultureInfo.InvariantCulture, $"utc_time_created: '{At.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'\n")
        .ToString();
}
