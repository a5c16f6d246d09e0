using System.Globalization;
using System.Runtime.InteropServices;

namespace Orchestrator.Bench.Chaos;

/// <summary>
/// All processes that were started with one mark in their environment, and those that they started: it is inherited, so that a trainer is found even when its agent is gone. Linux only.
/// </summary>
internal sealed class ProcessFamily
{
    private const string Variable = "EXPERIMENTS_CHAOS";

    private readonly string _mark = Guid.NewGuid().ToString("N");

    /// <summary>The signals that blows are made of; the numbers are Linux's.</summary>
    public enum Signal
    {
        Kill = 9,
        Terminate = 15,
        Continue = 18,
        Stop = 19,
    }

    /// <summary>The variable that makes a process one of the family.</summary>
    public KeyValuePair<string, string?> Mark => new(Variable, _mark);

    public static bool Send(int process, Signal signal) => Kill(process, (int)signal) == 0;

    public IReadOnlyList<int> Members() => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process > 0 && process != Environment.ProcessId && IsMember(process))
        .Order()];

    /// <summary>The trainers among them, by the name of their program.</summary>
    public IReadOnlyList<int> Trainers() => [.. Members().Where(process => Read(process, "comm").TrimEnd() == "Experiments")];

    /// <summary>Sends a signal to a process that may have ended meanwhile, and whose number may be another's by now.</summary>
    public bool SendIfMember(int process, Signal signal) => IsMember(process) && Send(process, signal);

    /// <summary>Ends whatever is left, and waits until it is gone: until then it may write into its folder.</summary>
    public async Task EndAllAsync(TimeProvider clock)
    {
        while (Members().Count > 0)
        {
            KillAll();
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock);
        }
    }

    /// <summary>Kills whatever is left, stopped ones too.</summary>
    public void KillAll()
    {
        foreach (var process in Members())
        {
            Send(process, Signal.Kill);
        }
    }

    private bool IsMember(int process) => Read(process, "environ").Contains($"{Variable}={_mark}", StringComparison.Ordinal);

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
