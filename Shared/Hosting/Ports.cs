using System.Net;
using System.Net.Sockets;

namespace Shared.Hosting;

/// <summary>Asks for a port before a library does, for an answer that people understand.</summary>
public static class Ports
{
    /// <param name="port">0: any free one.</param>
    /// <returns>The port to use, or why it can't be had.</returns>
    public static (int Port, string? Fault) Claim(string address, int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.TryParse(address, out var ip) ? ip : Dns.GetHostAddresses(address)[0], port);
            probe.Start();
            return (((IPEndPoint)probe.LocalEndpoint).Port, null);
        }
        catch (SocketException fault)
        {
            return (0, fault.SocketErrorCode == SocketError.AddressAlreadyInUse ? $"port {port} on {address} is in use" : $"cannot listen on {address}:{port}: {fault.Message}");
        }
    }
}
