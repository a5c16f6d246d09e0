using System.Text.Json.Serialization;

namespace Shared.Mlflow;

/// <summary>The registry's JSON, in the same form as <see cref="MlflowJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(RegistryMessages.CreateRegisteredModel))]
[JsonSerializable(typeof(RegistryMessages.RegisteredModelAnswer))]
[JsonSerializable(typeof(RegistryMessages.RegisteredModelPage))]
[JsonSerializable(typeof(RegistryMessages.SetAlias))]
[JsonSerializable(typeof(RegistryMessages.CreateModelVersion))]
[JsonSerializable(typeof(RegistryMessages.ModelVersionAnswer))]
[JsonSerializable(typeof(RegistryMessages.ModelVersionPage))]
[JsonSerializable(typeof(RegistryMessages.DownloadUri))]
[JsonSerializable(typeof(RegistryMessages.LoggedModelAnswer))]
[JsonSerializable(typeof(RegistryMessages.LoggedModelPage))]
public sealed partial class RegistryJson : JsonSerializerContext;
