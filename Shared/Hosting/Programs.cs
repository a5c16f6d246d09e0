namespace Shared.Hosting;

/// <summary>What people type to start our programs, for the lines that tell them what to do next: where a build lies below its sources the SDK, elsewhere the programs themselves.</summary>
public static class Programs
{
    private const string Solution = "Experiments.sln";

    /// <summary>The command line.</summary>
    public static string Orchestrator { get; } = Call(nameof(Orchestrator), AppContext.BaseDirectory);

    /// <summary>The node agent.</summary>
    public static string GpuNode { get; } = Call(nameof(GpuNode), AppContext.BaseDirectory);

    /// <summary>What cures a part that is missing, or of another build.</summary>
    public static string BuildAnew { get; } = Cure(AppContext.BaseDirectory);

    /// <param name="folder">That of the program which says it.</param>
    public static string Call(string program, string folder) => IsInSources(folder) ? $"dotnet run --project {program} -c Release --" : program;

    /// <inheritdoc cref="Call"/>
    public static string Cure(string folder) => IsInSources(folder) ? "build the solution anew" : "install all programs of one build anew, side by side (deploy/publish.sh makes them)";

    private static bool IsInSources(string folder)
    {
        var here = new DirectoryInfo(folder);
        while (here is not null && !File.Exists(Path.Combine(here.FullName, Solution)))
        {
            here = here.Parent;
        }

        return here is not null;
    }
}
