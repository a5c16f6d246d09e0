using System.Text.Json.Serialization;

namespace Orchestrator.Doctor;

/// <summary>What a look at a machine found.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Good">Null: neither good nor bad, only worth knowing.</param>
/// <param name="Said">What it is like.</param>
/// <param name="Cure">What to do; only where it is bad.</param>
public sealed record Finding(string What, bool? Good, string Said, string? Cure = null)
{
    public static Finding Well(string what, string said) => new(what, true, said);

    public static Finding Ill(string what, string said, string cure) => new(what, false, said, cure);

    public static Finding Note(string what, string said) => new(what, null, said);

    /// <summary>A line, and a second one with the cure.</summary>
    public override string ToString() => $"{(Good switch { true => "✓", false => "✗", _ => "·" })} {What}: {Said}{(Cure is null ? "" : $"\n    {Cure}")}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Finding[]))]
internal sealed partial class FindingJson : JsonSerializerContext;
