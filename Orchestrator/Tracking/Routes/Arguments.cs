using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Tracking.Routes;

/// <summary>
/// A request's fields, from its JSON body or its query (whose values are texts; a repeated one is a list), read as MLflow reads them: unknown fields are
/// ignored, an empty text counts as missing where one is required, integers may be decimal texts.
/// </summary>
internal sealed class Arguments : IDisposable
{
    private readonly JsonDocument _document;
    private readonly string? _unreadable;

    private Arguments(JsonDocument document, string? unreadable = null)
    {
        _document = document;
        _unreadable = unreadable;
    }

    public static async ValueTask<Arguments> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var isGet = HttpMethods.IsGet(request.Method);
        if (isGet && request.QueryString.HasValue)
        {
            return OfQuery(request.Query);
        }
        if (!isGet && !request.HasJsonContentType())
        {
            throw TrackingFault.Invalid("Bad Request. Content-Type must be application/json.");
        }
        try
        {
            var document = await JsonDocument.ParseAsync(request.Body, default, context.RequestAborted);
            return OfRoot(document);
        }
        catch (JsonException exception)
        {
            return new Arguments(JsonDocument.Parse("{}"), isGet ? null : $"The body is not valid JSON: {exception.Message}");
        }
    }

    public static Arguments OfQuery(IQueryCollection query)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, values) in query)
            {
                json.WritePropertyName(name);
                Write(json, values);
            }
            json.WriteEndObject();
        }
        return new Arguments(JsonDocument.Parse(buffer.WrittenMemory));
    }

    /// <summary>The whole, for what is read as an item of a list is.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>A text that must be there and not be empty.</summary>
    public string Required(string name) => RequiredText(_document.RootElement, name, name, _unreadable);

    /// <summary>Run ids are also sent as run_uuid, by old clients.</summary>
    public string RunId() => Text("run_id") is { Length: > 0 } id ? id : Text("run_uuid") is { Length: > 0 } old ? old : Required("run_id");

    /// <summary>An experiment's id; 404 for what can't be one.</summary>
    public long ExperimentId() => ParseExperimentId(
        Find("experiment_id") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Required("experiment_id"));

    public string? Text(string name) => Find(name) is { } value ? AsText(value, name) : null;

    /// <summary>A name that may be sent as a number, as enums may.</summary>
    public string? Scalar(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { } value => AsText(value, name),
    };

    public long? Integer(string name) => Find(name) is { } value ? AsInteger(value, name) : null;

    /// <summary>A page's size.</summary>
    public int MaxResults(int most, int otherwise)
    {
        var asked = Integer("max_results") ?? otherwise;
        return asked >= 1 && asked <= most
            ? (int)asked
            : throw TrackingFault.Invalid($"Invalid value {asked} for parameter 'max_results' supplied: it must be between 1 and {most}");
    }

    /// <summary>A list's items; empty where it is absent. A query gives a single item without a list.</summary>
    public IEnumerable<JsonElement> Items(string name) => Items(Find(name), name);

    /// <inheritdoc cref="Items(string)"/>
    public static IEnumerable<JsonElement> Items(JsonElement? list, string path) => list switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } items => items.EnumerateArray(),
        { ValueKind: JsonValueKind.String } single => [single],
        { } other => throw Wrong(other, path, "a list"),
    };

    public List<string> Texts(string name) =>
        [.. Items(name).Select((item, index) => item.ValueKind == JsonValueKind.Number ? item.GetRawText() : AsText(item, $"{name}[{index}]"))];

    /// <summary>Ids of experiments that are searched: one that is no number is none of ours, and nothing is found there.</summary>
    public List<long> ExperimentIds() =>
        Texts("experiment_ids").ConvertAll(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1);

    public void Dispose() => _document.Dispose();

    public static long ParseExperimentId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw TrackingFault.NotFound($"No Experiment with id={text} exists");

    public static string RequiredText(JsonElement item, string name, string path, string? because = null) =>
        Member(item, name) is { } value && AsText(value, path) is { Length: > 0 } text ? text : throw TrackingFault.Missing(path, because);

    public static JsonElement? Member(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw TrackingFault.Invalid("A field's name holds half of a surrogate pair.");
        }
    }

    public static string AsText(JsonElement value, string path)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(value, path, "a text");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw Wrong(value, path, "a text of whole characters");
        }
    }

    public static long AsInteger(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                return integer;
            case JsonValueKind.Number when value.TryGetDouble(out var real) && Math.Abs(real) <= 1L << 53 && double.IsInteger(real):
                return (long)real;
            case JsonValueKind.String when long.TryParse(AsText(value, path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer):
                return integer;
            default:
                throw Wrong(value, path, "an integer");
        }
    }

    public static TrackingFault Wrong(JsonElement value, string path, string wanted)
    {
        var text = value.GetRawText();
        return TrackingFault.Invalid($"Invalid value {(text.Length > 200 ? text[..200] + "…" : text)} for parameter '{path}' supplied: it must be {wanted}.");
    }

    private static Arguments OfRoot(JsonDocument document)
    {
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.String)
        {
            // Some clients encode twice.
            using (document)
            {
                return OfRoot(JsonDocument.Parse(AsText(root, "body")));
            }
        }
        if (root.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw new JsonException("it is no object");
        }
        return new Arguments(document);
    }

    private static void Write(Utf8JsonWriter json, Microsoft.Extensions.Primitives.StringValues values)
    {
        if (values.Count == 1)
        {
            json.WriteStringValue(values[0]);
            return;
        }
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }
        json.WriteEndArray();
    }

    private JsonElement? Find(string name) => Member(_document.RootElement, name);
}
