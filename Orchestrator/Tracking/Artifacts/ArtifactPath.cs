using System.Text;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>A path below the artifact root that can't leave it, however it was encoded.</summary>
internal readonly record struct ArtifactPath
{
    // Linux file systems' limit for one name.
    private const int NameBytes = 255;

    private ArtifactPath(string value) => Value = value;

    /// <summary>Relative, with forward slashes.</summary>
    public string Value { get; }

    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <param name="text">As meant: decoded once from a URL. It is decoded further only for the check: a percent sign in a name must survive.</param>
    public static ArtifactPath Parse(string text)
    {
        var path = text.TrimEnd('/');
        if (!ArtifactAddress.IsSafe(path) || path.Contains('#', StringComparison.Ordinal)
            || path.Split('/').Any(name => Encoding.UTF8.GetByteCount(name) > NameBytes || name == FolderArtifactStore.Incoming))
        {
            throw TrackingFault.Invalid("Invalid path");
        }
        return new ArtifactPath(path);
    }

    /// <summary>A path below this one.</summary>
    public ArtifactPath At(string relative) => relative.Length == 0 ? this : Parse($"{Value}/{Parse(relative).Value}");
}
