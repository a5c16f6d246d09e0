using System.Text.RegularExpressions;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>Where in an S3-compatible object store artifacts lie: s3://BUCKET or s3://BUCKET/PREFIX. Pure.</summary>
/// <param name="Prefix">Of every key, with a slash at its end; empty for none.</param>
public sealed partial record ObjectStoreAddress(string Bucket, string Prefix)
{
    private const string Scheme = "s3://";

    /// <summary>Why the text is no address, in one line; null where it is one.</summary>
    public static string? Fault(string text) => Read(text).Fault;

    /// <exception cref="RefusalException">The text is no address.</exception>
    public static ObjectStoreAddress Parse(string text)
    {
        var (address, fault) = Read(text);
        return address ?? throw new RefusalException(fault!);
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}".TrimEnd('/');

    private static (ObjectStoreAddress? Address, string? Fault) Read(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            // It may be a web address with a key in it, so it is not repeated.
            return (null, "the artifacts' address names no bucket; write s3://BUCKET/PREFIX, or leave it away for a folder in the data folder");
        }

        var parts = text[Scheme.Length..].TrimEnd('/').Split('/', 2);
        return !BucketName().IsMatch(parts[0]) ? (null, $"'{parts[0]}' is no bucket's name (3 to 63 lower-case letters, digits, dots and hyphens); write s3://BUCKET/PREFIX")
            : parts.Length == 1 ? (new ObjectStoreAddress(parts[0], ""), null)
            : ArtifactAddress.IsSafe(parts[1]) ? (new ObjectStoreAddress(parts[0], parts[1] + "/"), null)
            : (null, $"'{parts[1]}' is no prefix for keys: it needs names with single slashes between them");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
