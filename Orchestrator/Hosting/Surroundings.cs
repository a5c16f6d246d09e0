using Shared.Hosting;

namespace Orchestrator.Hosting;

/// <summary>What an orchestrator finds when it starts: ports and folders, each refusal one line with the cure.</summary>
internal static class Surroundings
{
    /// <summary>The port itself where it is free, or any free one for 0.</summary>
    /// <exception cref="RefusalException">Somebody else listens there.</exception>
    public static int ClaimPort(string address, int port, string option)
    {
        var (claimed, fault) = Ports.Claim(address, port);
        return fault is null ? claimed : throw new RefusalException($"{fault}; choose another with {option} (0: any free one)");
    }

    /// <summary>Makes the data folder and holds it, so that no second orchestrator writes into the same journal.</summary>
    /// <exception cref="RefusalException">It can't be made, written, or is held already.</exception>
    public static FileStream HoldFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var held = new FileStream(Path.Combine(folder, "orchestrator.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // A full disk, or a read-only one, is found here and not in mid-sweep.
            held.Write(new byte[4096]);
            held.Flush(flushToDisk: true);
            held.SetLength(0);
            return held;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var used = fault is IOException && File.Exists(Path.Combine(folder, "orchestrator.lock")) && fault.HResult == Locked;
            throw new RefusalException(
                used ? $"the data folder {folder} is in use by another orchestrator; stop it, or choose another with --data"
                : $"the data folder {folder} cannot be used: {fault.Message.TrimEnd('.')}; choose another with --data", fault);
        }
    }

    // EWOULDBLOCK of flock on Linux, as .NET passes it on.
    private const int Locked = 11;
}
