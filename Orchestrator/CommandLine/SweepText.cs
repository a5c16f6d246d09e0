namespace Orchestrator.CommandLine;

/// <summary>Reads a sweep file from disk.</summary>
public static class SweepText
{
    /// <exception cref="RefusalException">There is no such file, or it can't be read.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellation)
    {
        if (Directory.Exists(file))
        {
            throw new RefusalException($"{file}: a folder, not a sweep file");
        }

        try
        {
            return await File.ReadAllTextAsync(file, cancellation);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusalException($"{file}: no such sweep file{Neighbours(file)}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"{file}: {exception.Message}", exception);
        }
    }

    private static string Neighbours(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.y*ml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList() : [];
        return names.Count == 0 ? "" : $" ({Sweeps.Nearest.Cure(Path.GetFileName(file), names)})";
    }
}
