namespace Orchestrator.Certificates;

/// <summary>Files that nobody but their owner reads.</summary>
internal static class OwnersFiles
{
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that only its owner enters; one that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Read | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Never in place of what is there, and never readable for a moment.</summary>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Read;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(text);
    }
}
