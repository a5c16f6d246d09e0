using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Access;
using Orchestrator.Dashboard;
using Orchestrator.Dashboard.Tracked;
using Orchestrator.Dashboard.Trials;

namespace Orchestrator.Api;

/// <summary>The HTTP API's one spelling of JSON, for the server and for its clients. A loss that is not finite is written as the text "NaN", "Infinity" or "-Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SweepDto))]
[JsonSerializable(typeof(IReadOnlyList<SweepDto>))]
[JsonSerializable(typeof(SweepDto[]))]
[JsonSerializable(typeof(TrialPageDto))]
[JsonSerializable(typeof(IReadOnlyList<NodeDto>))]
[JsonSerializable(typeof(NodeDto[]))]
[JsonSerializable(typeof(SubmittedDto))]
[JsonSerializable(typeof(RefusedDto))]
[JsonSerializable(typeof(ControlDto))]
[JsonSerializable(typeof(ControlledDto))]
[JsonSerializable(typeof(IReadOnlyList<HistoryDto>))]
[JsonSerializable(typeof(HistoryDto[]))]
[JsonSerializable(typeof(WhyDto))]
[JsonSerializable(typeof(AmendedDto))]
[JsonSerializable(typeof(TableDto))]
[JsonSerializable(typeof(IReadOnlyList<MetricNameDto>))]
[JsonSerializable(typeof(LatestDto))]
[JsonSerializable(typeof(IReadOnlyDictionary<int, string>))]
[JsonSerializable(typeof(TimelineDto))]
[JsonSerializable(typeof(TrialDetailDto))]
[JsonSerializable(typeof(TrialLogDto))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, LoadHistoryDto>))]
[JsonSerializable(typeof(MeDto))]
[JsonSerializable(typeof(ProblemDetails))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Makes the server's options spell as this context does: a context that is chained into other options loses its own.</summary>
    public static void Spell(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = Default.Options.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = Default.Options.DefaultIgnoreCondition;
        options.NumberHandling = Default.Options.NumberHandling;
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
