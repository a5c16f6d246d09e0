using System.Diagnostics;

namespace Shared.Hosting;

/// <summary>
/// Finds another of our executables: the parts are built side by side and meet as processes, never as assemblies.
/// Looked for, in order: the environment variable, a folder of its name beside this program (a published tree), the build's output folder.
/// </summary>
public sealed record SiblingProgram(string Name, string Folder)
{
    /// <summary>The folder that holds the trainer, where it is not found by itself.</summary>
    public const string TrainerVariable = "EXPERIMENTS_TRAINER";

    /// <summary>The folder that holds the node agent, where it is not found by itself.</summary>
    public const string NodeVariable = "EXPERIMENTS_NODE";

    /// <summary>The folder that holds the orchestrator, where it is not found by itself.</summary>
    public const string OrchestratorVariable = "EXPERIMENTS_ORCHESTRATOR";

    /// <summary>The trainer: the one executable that loads Torch.</summary>
    public static SiblingProgram Trainer() => Find("Experiments", TrainerVariable);

    /// <summary>The node agent.</summary>
    public static SiblingProgram Node() => Find("GpuNode", NodeVariable);

    /// <summary>The orchestrator, for those who start one as a process: the proof that it may be killed.</summary>
    public static SiblingProgram Orchestrator() => Find("Orchestrator", OrchestratorVariable);

    /// <summary>The full path of a file beside the program.</summary>
    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>How to start it; the caller adds arguments. The host that runs us runs it too, so that no other runtime need be installed.</summary>
    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo { UseShellExecute = false };
        var executable = File(OperatingSystem.IsWindows() ? Name + ".exe" : Name);
        if (System.IO.File.Exists(executable))
        {
            start.FileName = executable;
        }
        else
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(File(Name + ".dll"));
        }

        return start;
    }

    private static SiblingProgram Find(string name, string variable)
    {
        var tried = Candidates(name, variable).ToList();
        var found = tried.FirstOrDefault(folder => System.IO.File.Exists(Path.Combine(folder, name + ".dll")));
        return found is not null
            ? new SiblingProgram(name, found)
            : throw new FileNotFoundException($"{name} was not found; {Programs.BuildAnew}, or set {variable} to its folder. Looked in: {string.Join(", ", tried)}");
    }

    private static IEnumerable<string> Candidates(string name, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            yield return Path.GetFullPath(given);
            yield break;
        }

        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        yield return Path.Combine(here.FullName, name);
        if (here.Parent is { } program)
        {
            yield return Path.Combine(program.FullName, name);
            if (program.Parent is { } bin)
            {
                // artifacts/bin/<project>/<configuration>
                yield return Path.Combine(bin.FullName, name, here.Name);
            }
        }
    }
}
