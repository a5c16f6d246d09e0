using System.Globalization;
using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>Fields of the registry's requests, checked.</summary>
internal static class RegistryItems
{
    public static List<MlflowTag> Tags(Arguments arguments) => LoggedItems.Read(arguments.Items("tags"), "tags", null, Tag);

    public static MlflowTag Tag(JsonElement item, string path)
    {
        var key = Limits.CheckedKey(Arguments.RequiredText(item, "key", path + "key"), "tag", path + "key");
        var value = Arguments.Member(item, "value") is { } text ? Arguments.AsText(text, path + "value") : "";
        Limits.CheckLength(value, RegistryLimits.TagValue, path + "value");
        return new MlflowTag(key, value);
    }

    /// <summary>A version's number, which is sent as a text.</summary>
    public static long Version(Arguments arguments)
    {
        var text = arguments.Required("version");
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw TrackingFault.Invalid($"Parameter 'version' must be an integer, got '{text}'");
    }

    /// <summary>What is empty was not said.</summary>
    public static string? Said(Arguments arguments, string name) => arguments.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>True or false, in JSON or as a query's text.</summary>
    public static bool Flag(JsonElement item, string name, string path, bool otherwise) => Arguments.Member(item, name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.GetString(), out var flag) => flag,
        { } other => throw Arguments.Wrong(other, path, "true or false"),
    };
}
