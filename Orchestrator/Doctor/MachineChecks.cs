using System.Runtime.InteropServices;
using Orchestrator.CommandLine;
using Shared.Datasets;
using Shared.Hosting;

namespace Orchestrator.Doctor;

/// <summary>What a machine itself must have: a runtime, room, free ports, a clock that runs.</summary>
internal static class MachineChecks
{
    private const long LeastFree = 2L << 30;

    private static readonly TimeSpan ClockTrial = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LargestJump = TimeSpan.FromMilliseconds(100);

    public static Finding Runtime() => Finding.Well("runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier}), version {BuildVersion.Text}");

    /// <summary>Whether a folder takes what is written, and how much more it would take.</summary>
    public static Finding Disk(string folder)
    {
        var made = !Directory.Exists(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
            using (var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose))
            {
                file.Write(new byte[4096]);
                file.Flush(flushToDisk: true);
            }

            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free >= LeastFree
                ? Finding.Well("disk", $"{folder} can be written, {Words.Bytes(free)} are free")
                : Finding.Ill("disk", $"{folder} has {Words.Bytes(free)} left", $"free some: a sweep's checkpoints and pictures want {Words.Bytes(LeastFree)}; or name a folder on a larger disk with --data");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Ill("disk", $"{folder} can't be written: {fault.Message.TrimEnd('.')}", "change the folder's owner or rights, or name another with --data");
        }
        finally
        {
            // Looking makes nothing.
            if (made && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    /// <summary>Whether the wall clock runs with the one that never jumps.</summary>
    public static async Task<Finding> ClockAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var (wall, steady) = (clock.GetUtcNow(), clock.GetTimestamp());
        await Task.Delay(ClockTrial, clock, cancellation);
        var apart = (clock.GetUtcNow() - wall - clock.GetElapsedTime(steady)).Duration();
        return apart < LargestJump
            ? Finding.Well("clock", $"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC, and it runs steadily")
            : Finding.Ill("clock", $"it jumped by {apart.TotalSeconds:0.0} seconds while it was looked at", "let one service alone set the clock (timedatectl set-ntp true)");
    }

    /// <summary>Whether an orchestrator could listen there, or does already.</summary>
    /// <param name="answers">Whether an orchestrator of this machine answers on that port.</param>
    public static Finding Port(int port, string option, bool answers)
    {
        try
        {
            _ = ListenAddress.Claim("127.0.0.1", port);
            return Finding.Well($"port {port}", "free");
        }
        catch (IOException) when (answers)
        {
            return Finding.Well($"port {port}", "an orchestrator of this machine has it");
        }
        catch (IOException fault)
        {
            return Finding.Ill($"port {port}", fault.Message, $"'ss -ltnp' shows who has it; stop that, or serve with {option} N (0: any free one)");
        }
    }

    /// <summary>Which data sets lie here. One that is missing is fetched when a trial needs it, where the mirrors can be reached.</summary>
    public static IEnumerable<Finding> Datasets(string folder) => DatasetDefinition.All.Select(dataset => Path.Combine(folder, dataset.Name) is var place && Directory.Exists(place)
        ? Finding.Well($"data set {dataset.Name}", place)
        : Finding.Note($"data set {dataset.Name}", $"not fetched yet; 'data fetch {dataset.Name}' does, and so does the first trial that needs it"));
}
