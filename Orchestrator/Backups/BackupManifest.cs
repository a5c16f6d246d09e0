using System.Text.Json.Serialization;

namespace Orchestrator.Backups;

/// <summary>What a backup holds, written as its last entry: one without it was broken off.</summary>
/// <param name="Format">Of the backup's own layout.</param>
/// <param name="Version">The build that made it.</param>
/// <param name="JournalElsewhere">The journal is in a PostgreSQL database, which pg_dump backs up.</param>
public sealed record BackupManifest(int Format, string Version, DateTimeOffset At, bool JournalElsewhere, IReadOnlyList<BackedUpFile> Files)
{
    /// <summary>The entry's name.</summary>
    public const string Name = "backup.json";

    /// <summary>The layout of this build.</summary>
    public const int ThisFormat = 1;
}

/// <param name="Path">Below the data folder, with slashes.</param>
/// <param name="Sha256">Hex digits.</param>
public sealed record BackedUpFile(string Path, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
