using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Experiments.Weights;

/// <summary>Where a tensor's bytes lie, counted from the header's end.</summary>
internal sealed record SafetensorsEntry(string Name, string Dtype, long[] Shape, long Begin, long End);

/// <summary>The header's JSON: one object a tensor, and the metadata.</summary>
internal static class SafetensorsHeader
{
    public const string MetadataName = "__metadata__";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataName);
                foreach (var (name, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            foreach (var entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Dtype);
                WriteNumbers(json, "shape", entry.Shape);
                WriteNumbers(json, "data_offsets", [entry.Begin, entry.End]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="InvalidDataException">It is not such a header; says what is wrong.</exception>
    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Decode(byte[] header)
    {
        if (header is not [(byte)'{', ..])
        {
            throw new InvalidDataException("the header does not begin with '{'");
        }

        try
        {
            // Strictly: the JSON reader alone would let bad bytes pass.
            _ = StrictUtf8.GetCharCount(header);
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            var entries = new List<SafetensorsEntry>();
            var metadata = new Dictionary<string, string>();
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataName)
                {
                    metadata = Metadata(property.Value);
                }
                else
                {
                    entries.Add(Entry(property.Name, property.Value));
                }
            }

            return (entries, metadata);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("the header is not UTF-8");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Invalid operation: an escaped half of a surrogate pair.
            throw new InvalidDataException($"the header is not the JSON it should be: {fault.Message}");
        }
    }

    private static Dictionary<string, string> Metadata(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.String))
        {
            throw new InvalidDataException($"{MetadataName} must be an object of texts");
        }

        return element.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!);
    }

    private static SafetensorsEntry Entry(string name, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object
            && element.GetPropertyCount() == 3
            && element.TryGetProperty("dtype", out var dtype) && dtype.ValueKind == JsonValueKind.String
            && element.TryGetProperty("shape", out var shape) && Numbers(shape) is { } sizes
            && element.TryGetProperty("data_offsets", out var offsets) && Numbers(offsets) is [var begin, var end])
        {
            return new(name, dtype.GetString()!, sizes, begin, end);
        }

        throw new InvalidDataException($"tensor '{name}' must have dtype (a text), shape and data_offsets (whole numbers from 0; two of them), and nothing else");
    }

    private static long[]? Numbers(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = new long[element.GetArrayLength()];
        var index = 0;
        foreach (var number in element.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var value) || value < 0)
            {
                return null;
            }

            numbers[index++] = value;
        }

        return numbers;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
