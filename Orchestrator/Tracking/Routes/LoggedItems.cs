using System.Globalization;
using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>Metrics, params and tags out of requests, checked; everything is checked before anything is written.</summary>
internal static class LoggedItems
{
    public static List<MetricPoint> Metrics(Arguments arguments) => Read(arguments.Items("metrics"), "metrics", Limits.BatchMetrics, Metric);

    /// <summary>Of the metrics those that a logged model was measured by; what else is said of them was checked already.</summary>
    public static List<LoggedModelMetric> ModelMetrics(IEnumerable<JsonElement> items, string run) =>
        [.. items.Select((item, i) => ModelMetric(item, run, string.Create(CultureInfo.InvariantCulture, $"metrics[{i}]."))).OfType<LoggedModelMetric>()];

    /// <summary>Null where the metric is the run's alone.</summary>
    public static LoggedModelMetric? ModelMetric(JsonElement item, string run, string path)
    {
        if (Arguments.Member(item, "model_id") is not { } model || Arguments.AsText(model, path + "model_id") is not { Length: > 0 } id)
        {
            return null;
        }
        var metric = Metric(item, path);
        return new(metric.Key, metric.Value, metric.Timestamp, metric.Step, run, id, Optional("dataset_name"), Optional("dataset_digest"));

        string? Optional(string name) => Arguments.Member(item, name) is { } value && Arguments.AsText(value, path + name) is { Length: > 0 } text ? text : null;
    }

    public static List<RunParam> Params(Arguments arguments)
    {
        var all = Read(arguments.Items("params"), "params", MlflowLimits.BatchParams, Param);
        var keys = new HashSet<string>(all.Count);
        return all.Find(param => !keys.Add(param.Key)) is { Key: { } twice }
            ? throw TrackingFault.Invalid($"Duplicate parameter keys have been submitted: '{twice}'. Please ensure the request contains only one param value per param key.")
            : all;
    }

    /// <param name="atMost">Null: as many as are sent.</param>
    public static List<MlflowTag> Tags(Arguments arguments, int? atMost = null) => Read(arguments.Items("tags"), "tags", atMost, Tag);

    public static List<MlflowTag> ExperimentTags(Arguments arguments) => Read(arguments.Items("tags"), "tags", null, ExperimentTag);

    public static MetricPoint Metric(JsonElement item, string path)
    {
        var key = Limits.CheckedKey(Arguments.RequiredText(item, "key", path + "key"), "metric", path + "key");
        var value = Arguments.Member(item, "value") is { } number ? AsDouble(number, path + "value") : throw TrackingFault.Missing(path + "value");
        var timestamp = Arguments.Member(item, "timestamp") is { } time ? Arguments.AsInteger(time, path + "timestamp") : throw TrackingFault.Missing(path + "timestamp");
        if (timestamp < 0)
        {
            throw TrackingFault.Invalid($"Invalid value {timestamp} for parameter '{path}timestamp' supplied: Timestamp must be a nonnegative long (64-bit integer)");
        }
        return new MetricPoint(key, value, timestamp, Arguments.Member(item, "step") is { } step ? Arguments.AsInteger(step, path + "step") : 0);
    }

    public static RunParam Param(JsonElement item, string path) => new(
        Limits.CheckedKey(Arguments.RequiredText(item, "key", path + "key"), "parameter", path + "key"),
        Limits.Cut(OptionalValue(item, path), MlflowLimits.ParamValue, path + "value"));

    public static MlflowTag Tag(JsonElement item, string path) => new(
        Limits.CheckedKey(Arguments.RequiredText(item, "key", path + "key"), "tag", path + "key"),
        Limits.Cut(OptionalValue(item, path), MlflowLimits.TagValue, path + "value"));

    public static MlflowTag ExperimentTag(JsonElement item, string path)
    {
        var value = OptionalValue(item, path);
        Limits.CheckLength(value, Limits.ExperimentTagValue, path + "value");
        return new MlflowTag(Limits.CheckedKey(Arguments.RequiredText(item, "key", path + "key"), "tag", path + "key"), value);
    }

    /// <param name="path">Where the list stands in the request.</param>
    /// <param name="read">Gets an item and its path with a dot behind.</param>
    public static List<T> Read<T>(IEnumerable<JsonElement> items, string path, int? atMost, Func<JsonElement, string, T> read)
    {
        var all = new List<T>();
        foreach (var item in items)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{all.Count}]");
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw Arguments.Wrong(item, at, "an object");
            }
            if (all.Count == atMost)
            {
                throw TrackingFault.Invalid($"A batch logging request can contain at most {atMost} {path}. Got more. Please split up {path} across multiple requests and try again.");
            }
            all.Add(read(item, at + "."));
        }
        return all;
    }

    private static string OptionalValue(JsonElement item, string path) =>
        Arguments.Member(item, "value") is { } value ? Arguments.AsText(value, path + "value") : "";

    private static double AsDouble(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return value.GetDouble();
            case JsonValueKind.String:
                return Arguments.AsText(value, path) switch
                {
                    "NaN" => double.NaN,
                    "Infinity" => double.PositiveInfinity,
                    "-Infinity" => double.NegativeInfinity,
                    var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
                    _ => throw Arguments.Wrong(value, path, "a number"),
                };
            default:
                throw Arguments.Wrong(value, path, "a number");
        }
    }
}
