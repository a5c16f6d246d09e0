using System.Text.Json.Serialization;

namespace Orchestrator.Tracking.Store;

/// <summary>A list of ids as one bound value; SQLite's json_each unfolds it.</summary>
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<long>))]
internal sealed partial class RunIdsJson : JsonSerializerContext;
