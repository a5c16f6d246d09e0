using Microsoft.AspNetCore.StaticFiles;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>Content types by a file's extension; what people read is plain text, so that a browser shows it and runs nothing of it.</summary>
internal static class ArtifactTypes
{
    private static readonly FileExtensionContentTypeProvider Known = new();

    private static readonly HashSet<string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ".txt", ".log", ".err", ".cfg", ".conf", ".cpp", ".cs", ".css", ".csv", ".tsv", ".h", ".ini", ".java", ".js", ".json", ".jsonl", ".ipynb", ".md", ".py",
        ".r", ".rst", ".sh", ".sql", ".toml", ".yaml", ".yml", ".html", ".htm", ".xml",
    };

    public static string Of(string name)
    {
        if (name is "MLmodel" or "MLproject" || Texts.Contains(Path.GetExtension(name)))
        {
            return "text/plain";
        }
        return Known.TryGetContentType(name, out var type) ? type : "application/octet-stream";
    }
}
