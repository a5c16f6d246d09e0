namespace Tests.Support;

/// <summary>The tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <param name="path">From the root, with forward slashes.</param>
    public static string Path(string path) => System.IO.Path.Combine(Root, path);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Experiments.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar))!;
        }

        return folder;
    }
}
