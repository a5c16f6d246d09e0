using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shared.Wire;

namespace Shared.Trials;

/// <summary>What a hyper-parameter or a data-set option can hold.</summary>
public enum ParameterKind
{
    Integer,
    Number,
    Text,
    Boolean,
}

/// <summary>A hyper-parameter's value: a whole number, a number, a text or a truth value. Equal only to a value of the same kind.</summary>
[JsonConverter(typeof(ParameterValueJson))]
public readonly record struct ParameterValue
{
    private readonly double _number;
    private readonly long _integer;
    private readonly string? _text;

    private ParameterValue(ParameterKind kind, long integer, double number, string? text)
    {
        Kind = kind;
        _integer = integer;
        _number = number;
        _text = text;
    }

    public ParameterKind Kind { get; }

    public static ParameterValue Of(long value) => new(ParameterKind.Integer, value, 0, null);

    public static ParameterValue Of(double value) => new(ParameterKind.Number, 0, value, null);

    public static ParameterValue Of(string value) => new(ParameterKind.Text, 0, 0, value);

    public static ParameterValue Of(bool value) => new(ParameterKind.Boolean, value ? 1 : 0, 0, null);

    /// <exception cref="InvalidOperationException">The value is no whole number.</exception>
    public long AsInteger() => Kind == ParameterKind.Integer ? _integer : throw Wrong(ParameterKind.Integer);

    /// <summary>The number; a whole number counts as one.</summary>
    /// <exception cref="InvalidOperationException">The value is a text or a truth value.</exception>
    public double AsNumber() => Kind switch
    {
        ParameterKind.Number => _number,
        ParameterKind.Integer => _integer,
        _ => throw Wrong(ParameterKind.Number),
    };

    /// <exception cref="InvalidOperationException">The value is no text.</exception>
    public string AsText() => Kind == ParameterKind.Text ? _text! : throw Wrong(ParameterKind.Text);

    /// <exception cref="InvalidOperationException">The value is no truth value.</exception>
    public bool AsBoolean() => Kind == ParameterKind.Boolean ? _integer != 0 : throw Wrong(ParameterKind.Boolean);

    /// <summary>The one spelling used in tables, run parameters and trial keys: invariant, shortest round trip; a number never looks like a whole number.</summary>
    public override string ToString() => Kind switch
    {
        ParameterKind.Integer => _integer.ToString(CultureInfo.InvariantCulture),
        ParameterKind.Number => Spell(_number),
        ParameterKind.Boolean => _integer != 0 ? "true" : "false",
        _ => _text ?? "",
    };

    public Value ToWire() => Kind switch
    {
        ParameterKind.Integer => new Value { Integer = _integer },
        ParameterKind.Number => new Value { Number = _number },
        ParameterKind.Boolean => new Value { Boolean = _integer != 0 },
        _ => new Value { Text = _text ?? "" },
    };

    /// <exception cref="ArgumentException">The message holds no value.</exception>
    public static ParameterValue FromWire(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.Integer => Of(value.Integer),
        Value.KindOneofCase.Number => Of(value.Number),
        Value.KindOneofCase.Boolean => Of(value.Boolean),
        Value.KindOneofCase.Text => Of(value.Text),
        _ => throw new ArgumentException("a parameter value without a kind", nameof(value)),
    };

    private static string Spell(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(number) && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private InvalidOperationException Wrong(ParameterKind wanted) => new($"'{this}' is no {wanted}");
}

/// <summary>JSON spelling: a number with a fraction point or an exponent is a number, one without is a whole number.</summary>
public sealed class ParameterValueJson : JsonConverter<ParameterValue>
{
    public override ParameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => ParameterValue.Of(true),
        JsonTokenType.False => ParameterValue.Of(false),
        JsonTokenType.String => ParameterValue.Of(reader.GetString()!),
        JsonTokenType.Number when reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 => ParameterValue.Of(reader.GetInt64()),
        JsonTokenType.Number => ParameterValue.Of(reader.GetDouble()),
        _ => throw new JsonException("a parameter value is a number, a text or a truth value"),
    };

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case ParameterKind.Text:
                writer.WriteStringValue(value.AsText());
                break;
            case ParameterKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            default:
                writer.WriteRawValue(value.ToString());
                break;
        }
    }
}
