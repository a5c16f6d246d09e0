namespace Orchestrator.CommandLine;

/// <summary>Keeps the stack trace of a bug out of the terminal and in a file.</summary>
public static class ErrorLog
{
    /// <summary>Writes the exception to a file of its own and returns its path: in the folder if that can be written, else among the temporary files.</summary>
    public static string Write(Exception exception, string? folder, TimeProvider clock)
    {
        var name = $"error-{clock.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.log";
        foreach (var place in new[] { folder, Path.GetTempPath() }.OfType<string>())
        {
            try
            {
                Directory.CreateDirectory(place);
                var file = Path.Combine(place, name);
                File.WriteAllText(file, exception.ToString());
                return file;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // The next place.
            }
        }

        return "(no folder can be written)";
    }
}
