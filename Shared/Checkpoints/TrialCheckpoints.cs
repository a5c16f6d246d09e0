using System.Text.Json.Serialization;

namespace Shared.Checkpoints;

/// <summary>The checkpoints that an orchestrator keeps of one trial key, newest first: what any node can go on from.</summary>
public sealed record TrialCheckpoints(string Key, IReadOnlyList<KeptCheckpoint> Kept)
{
    /// <summary>Hex digits of a trial's key and of a SHA-256.</summary>
    public const int KeyDigits = 32;

    public const int HashDigits = 64;

    /// <summary>Bytes that one may have: far more than any model here, far less than a disk.</summary>
    public const long Largest = 4L << 30;

    /// <summary>Lower-case hex digits, so that one thing has one name and no path hides in it.</summary>
    public static bool IsHex(string text, int digits) => text.Length == digits && text.All(letter => letter is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}

/// <summary>One kept checkpoint.</summary>
/// <param name="Hash">SHA-256 of its content, in lower-case hex: the name under which it is stored.</param>
/// <param name="Sweep">The sweep whose trial wrote it, with that trial's index and attempt.</param>
/// <param name="Objective">Newest value of the sweep's objective when it was written; null where there was none.</param>
/// <param name="Pinned">Kept until it is unpinned, whatever the policy says.</param>
public sealed record KeptCheckpoint(
    int Epoch, int Batch, string Hash, long Bytes, string Sweep, int Index, int Attempt, DateTimeOffset At, double? Objective = null, bool Pinned = false);

/// <summary>The one spelling of it in JSON, for store, server and nodes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrialCheckpoints))]
[JsonSerializable(typeof(IReadOnlyList<KeptCheckpoint>))]
[JsonSerializable(typeof(KeptCheckpoint[]))]
public sealed partial class CheckpointJson : JsonSerializerContext;
