using System.Globalization;
using System.Text.RegularExpressions;

namespace GpuNode.Trainers;

/// <summary>Tells an end for lack of memory from other ends.</summary>
public static partial class OutOfMemory
{
    private const int Kill = 128 + 9;

    /// <summary>Pure.</summary>
    /// <param name="words">Why the trial ended, in the words of whoever noticed.</param>
    /// <param name="exitCode">Of a trainer that ended with it; null: it lives.</param>
    /// <param name="kernelKilled">The kernel has killed for lack of memory while the trial ran.</param>
    public static bool Tells(string words, int? exitCode, bool kernelKilled) => (exitCode == Kill && kernelKilled) || Words().IsMatch(words);

    /// <summary>How often the kernel has killed for lack of memory in this process's control group, where trainers are too, or else on this machine; 0 where it does not tell.</summary>
    public static long KernelKills()
    {
        try
        {
            return GroupFiles().Append("/proc/vmstat").Where(File.Exists).SelectMany(File.ReadLines)
                .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture)).FirstOrDefault();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }

    // A line of /proc/self/cgroup is HIERARCHY:CONTROLLERS:PATH; the second version has one hierarchy and no controllers.
    private static IEnumerable<string> GroupFiles()
    {
        foreach (var line in File.Exists("/proc/self/cgroup") ? File.ReadAllLines("/proc/self/cgroup") : [])
        {
            if (line.Split(':', 3) is [_, var controllers, var path] && (controllers.Length == 0 || controllers.Split(',').Contains("memory")))
            {
                yield return controllers.Length == 0 ? $"/sys/fs/cgroup{path}/memory.events" : $"/sys/fs/cgroup/memory{path}/memory.oom_control";
            }
        }
    }

    // libtorch on a processor and on CUDA, .NET, the C++ library, the C library's own words, and oneDNN's where it gets no room for a kernel's code (a kernel that it does not have, it calls a
    // descriptor that could not be created).
    [GeneratedRegex(@"could not create a primitive(?! descriptor)|can't allocate memory|out of memory|OutOfMemoryException|insufficient memory|bad_alloc|cannot allocate memory", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
