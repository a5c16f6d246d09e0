using System.Net.Sockets;
using Shared.Hosting;

namespace Orchestrator.Hosting;

/// <summary>What an orchestrator finds when it starts: ports and folders, each refusal one line with the cure.</summary>
internal static class Surroundings
{
    // EWOULDBLOCK of flock on Linux, as .NET passes it on.
    private const int Locked = 11;

    /// <summary>The port itself where it is free, or any free one for 0.</summary>
    /// <exception cref="RefusalException">Nobody can listen there.</exception>
    public static int ClaimPort(string address, int port, string option)
    {
        try
        {
            return ListenAddress.Claim(address, port);
        }
        catch (IOException fault)
        {
            var portIsWrong = fault.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied };
            throw new RefusalException($"{fault.Message}; choose another with {(portIsWrong ? $"{option} (0: any free one)" : "--address")}", fault);
        }
    }

    /// <summary>Whether <see cref="HoldFolder"/> refused since another orchestrator has the folder.</summary>
    public static bool IsHeld(RefusalException refusal) => refusal.InnerException is { } fault && IsLocked(fault);

    private static bool IsLocked(Exception fault) => fault is IOException && fault.HResult == Locked;

    /// <summary>Makes the data folder and holds it, so that no second orchestrator writes into the same journal.</summary>
    /// <exception cref="RefusalException">It can't be made, written, or is held already.</exception>
    public static FileStream HoldFolder(OrchestratorOptions options)
    {
        var folder = options.DataFolder;
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(folder);
            // Unbuffered: what a full disk refuses must not be tried again when the file is closed.
            held = new FileStream(Path.Combine(folder, "orchestrator.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            // A full disk, or a read-only one, is found here and not in mid-sweep.
            held.Write(new byte[4096]);
            held.Flush(flushToDisk: true);
            held.SetLength(0);
            Directory.CreateDirectory(options.LogFolder);
            Directory.CreateDirectory(options.ArtifactFolder);
            return held;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new RefusalException(
                IsLocked(fault) ? $"the data folder {folder} is in use by another orchestrator or tracking server; stop it, or choose another with --data"
                : $"the data folder {folder} cannot be used: {fault.Message.TrimEnd('.')}; choose another with --data", fault);
        }
    }
}
