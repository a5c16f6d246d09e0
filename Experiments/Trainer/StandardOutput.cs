using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Experiments.Trainer;

/// <summary>Takes the process's standard output for the reports alone: whoever else prints, native or managed, prints on standard error.</summary>
public static partial class StandardOutput
{
    private const int StandardOutputFd = 1;
    private const int StandardErrorFd = 2;
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>The real standard output. Afterwards file descriptor 1 is standard error. Call once, before anything was printed.</summary>
    /// <exception cref="IOException">The descriptors could not be changed.</exception>
    public static Stream Take()
    {
        var real = Check(Fcntl(StandardOutputFd, DuplicateCloseOnExec, StandardErrorFd + 1));
        Check(Dup2(StandardErrorFd, StandardOutputFd));
        Console.SetOut(Console.Error);
        return new FileStream(new SafeFileHandle(real, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Ends the process now, without waiting for threads in native code or running native destructors beside them.</summary>
    public static void ExitNow(int code) => ExitWithoutCleanup(code);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitWithoutCleanup(int code);

    private static int Check(int result) =>
        result >= 0 ? result : throw new IOException($"standard output could not be taken: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2(int oldFd, int newFd);
}
