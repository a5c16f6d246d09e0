using System.Runtime.CompilerServices;

namespace Experiments.Native;

/// <summary>
/// Makes TorchSharp's library loadable where libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04, RHEL 9). It asks for the version GLIBCXX_3.4.32
/// for one symbol that it never looks up; a weak need is not insisted on. See docs/decisions/0002-torchsharp-glibcxx.md.
/// </summary>
public static class TorchLibrary
{
    public const string FileName = "libLibTorchSharp.so";

    public const string UnneededVersion = "GLIBCXX_3.4.32";

    // Before any code of this assembly runs, so before any Torch type is touched. Costs about 0.1 ms when there is nothing to do.
    [ModuleInitializer]
    internal static void CureOwn()
    {
        var folder = Path.GetDirectoryName(typeof(TorchLibrary).Assembly.Location);
        if (!OperatingSystem.IsLinux() || string.IsNullOrEmpty(folder))
        {
            return;
        }

        try
        {
            Cure(Path.Combine(folder, FileName));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A read-only install on a newer system works uncured; on an older one Torch's own failure would blame a missing package.
            Console.Error.WriteLine($"could not mark {UnneededVersion} as weak in {FileName}: {fault.Message}");
        }
    }

    /// <summary>
    /// Replaces the library by a copy whose need for <see cref="UnneededVersion"/> is weak. Never writes in place: the file may be a hard link into the package
    /// cache. Several processes may do it at once, each renames a whole file.
    /// </summary>
    /// <returns>Whether anything had to be done.</returns>
    public static bool Cure(string library)
    {
        if (!File.Exists(library) || StrongNeed(library) is not { } offset)
        {
            return false;
        }

        var copy = $"{library}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            var bytes = File.ReadAllBytes(library);
            bytes[offset] |= ElfVersionNeeds.WeakFlag;
            File.WriteAllBytes(copy, bytes);

            // Same time and size, so that an incremental build does not copy the uncured one again.
            File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(library));
            File.Move(copy, library, overwrite: true);
        }
        finally
        {
            File.Delete(copy);
        }

        return true;
    }

    private static long? StrongNeed(string library)
    {
        using var stream = new FileStream(library, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return ElfVersionNeeds.Read(stream)
            .Where(need => need.Version == UnneededVersion && !need.IsWeak)
            .Select(need => (long?)need.FlagsOffset)
            .FirstOrDefault();
    }
}
