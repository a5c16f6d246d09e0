using System.Text.Json.Serialization;

namespace Shared.Mlflow;

/// <summary>MLflow's JSON: snake case, absent instead of null, NaN and infinities as texts, integers as numbers or decimal texts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(MlflowMessages.CreateExperiment))]
[JsonSerializable(typeof(MlflowMessages.ExperimentCreated))]
[JsonSerializable(typeof(MlflowMessages.ExperimentAnswer))]
[JsonSerializable(typeof(MlflowMessages.SearchExperiments))]
[JsonSerializable(typeof(MlflowMessages.ExperimentPage))]
[JsonSerializable(typeof(MlflowMessages.CreateRun))]
[JsonSerializable(typeof(MlflowMessages.RunAnswer))]
[JsonSerializable(typeof(MlflowMessages.UpdateRun))]
[JsonSerializable(typeof(MlflowMessages.RunUpdated))]
[JsonSerializable(typeof(MlflowMessages.DeleteRun))]
[JsonSerializable(typeof(MlflowMessages.LogBatch))]
[JsonSerializable(typeof(MlflowMessages.LogInputs))]
[JsonSerializable(typeof(MlflowMessages.SetTag))]
[JsonSerializable(typeof(MlflowMessages.SetExperimentTag))]
[JsonSerializable(typeof(MlflowMessages.SearchRuns))]
[JsonSerializable(typeof(MlflowMessages.MetricHistory))]
[JsonSerializable(typeof(MlflowMessages.RunHistories))]
[JsonSerializable(typeof(MlflowMessages.DatasetList))]
[JsonSerializable(typeof(MlflowMessages.ArtifactList))]
[JsonSerializable(typeof(MlflowMessages.Fault))]
[JsonSerializable(typeof(RunPage))]
public sealed partial class MlflowJson : JsonSerializerContext;
