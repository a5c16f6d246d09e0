using System.Diagnostics;
using Shared.Hosting;

namespace Orchestrator.Bench.Chaos;

/// <summary>Where the processes of a cluster live: at which address each is reached, and how it is started there.</summary>
/// <param name="AddressOf">By the process's name.</param>
/// <param name="Inside">Turns the start of a process into the start of it at its place.</param>
/// <param name="CutAsync">Drops a process's packets as a deed wants it; with no deed, lets them through again.</param>
internal sealed record ChaosNet(Func<string, string> AddressOf, Func<string, ProcessStartInfo, ProcessStartInfo> Inside, Func<string, Deed?, Task> CutAsync)
{
    // Below the ports that the kernel hands out by itself: while a server is away, a client that knocks at such a port can end up connected to itself, and hold it.
    private const int LowestPort = 20_000;
    private const int Ports = 10_000;

    /// <summary>All on this machine's loopback.</summary>
    public static ChaosNet Loopback { get; } = new(
        _ => "127.0.0.1", (_, start) => start, (_, _) => throw new NotSupportedException("on the loopback nobody can be cut off"));

    /// <summary>A port that a server can leave and come back to.</summary>
    /// <param name="taken">Ports that are spoken for.</param>
    public static int FreePort(IReadOnlyCollection<int> taken)
    {
        for (var i = 0; i < Ports; i++)
        {
            // Runs beside each other begin at different places.
            var port = LowestPort + ((Environment.ProcessId * 97) + i) % Ports;
            try
            {
                if (!taken.Contains(port))
                {
                    return ListenAddress.Claim("127.0.0.1", port);
                }
            }
            catch (IOException)
            {
                // In use; the next.
            }
        }

        throw new RefusalException($"no port from {LowestPort} to {LowestPort + Ports - 1} is free");
    }
}
