using System.Net;
using System.Net.Sockets;

namespace Shared.Hosting;

/// <summary>Looks whether an address can be listened on, before anything is started there.</summary>
public static class ListenAddress
{
    /// <param name="port">0: any free port.</param>
    /// <returns>The port itself, or the free one that was found.</returns>
    /// <exception cref="IOException">Nobody can listen there; the message is one line for a person and ends without a cure.</exception>
    public static int Claim(string host, int port)
    {
        try
        {
            using var probe = new TcpListener(Resolve(host), port);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        catch (SocketException fault)
        {
            throw new IOException(
                fault.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"port {port} on {host} is in use",
                    SocketError.AddressNotAvailable => $"this machine does not have the address {host}",
                    SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"nobody here knows the name {host}",
                    SocketError.AccessDenied => $"port {port} needs more rights than this user has",
                    _ => $"{host}:{port} cannot be listened on: {fault.Message}",
                },
                fault);
        }
    }

    private static IPAddress Resolve(string host) => IPAddress.TryParse(host, out var address) ? address : Dns.GetHostAddresses(host)[0];
}
