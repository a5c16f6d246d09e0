using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Orchestrator.Api;

/// <summary>The HTTP API's one spelling of JSON, for the server and for its clients. A loss that is not finite is written as the text "NaN", "Infinity" or "-Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(IReadOnlyList<SweepDto>))]
[JsonSerializable(typeof(SweepDto[]))]
[JsonSerializable(typeof(TrialPageDto))]
[JsonSerializable(typeof(IReadOnlyList<NodeDto>))]
[JsonSerializable(typeof(NodeDto[]))]
[JsonSerializable(typeof(SubmittedDto))]
[JsonSerializable(typeof(RefusedDto))]
[JsonSerializable(typeof(ProblemDetails))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Makes a server spell like this context. Its resolver alone would not: spelling belongs to the options, and a server's are camel case.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        var own = Default.Options;
        options.PropertyNamingPolicy = own.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = own.DefaultIgnoreCondition;
        options.NumberHandling = own.NumberHandling;
        foreach (var converter in own.Converters)
        {
            options.Converters.Add(converter);
        }

        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
