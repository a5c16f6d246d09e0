namespace Tests.Sweeps;

/// <summary>The repository's own files that tests hold against the code.</summary>
internal static class SweepFiles
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string Schema => Path.Combine(Root, "Experiments", "sweeps", "sweep.schema.json");

    public static string Golden(string name) => Path.Combine(Root, "Tests", "golden", name);

    public static string Shipped(string name) => File.ReadAllText(Path.Combine(Root, "Experiments", "sweeps", name));

    public static string Corpus(string name) => File.ReadAllText(Path.Combine(Root, "Tests", "Sweeps", "corpus", name));

    public static IEnumerable<string> CorpusNames(string kind) =>
        Directory.EnumerateFiles(Path.Combine(Root, "Tests", "Sweeps", "corpus"), $"{kind}-*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "Experiments.sln"))
        ? folder
        : Above(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests don't run inside the repository"));
}
