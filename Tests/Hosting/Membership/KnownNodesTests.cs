using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Orchestrator;
using Orchestrator.Certificates;
using Orchestrator.Hosting;
using Shared.Security;
using Tests.Support;
using Xunit;

namespace Tests.Hosting.Membership;

/// <summary>An orchestrator that comes back, with an address in its list of nodes at which somebody else is now.</summary>
public sealed class KnownNodesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Akka's remoting ends the actor system that calls a process of another authority: the orchestrator's API went with it, after each start anew.
    [Fact]
    public async Task A_node_that_has_another_authority_now_does_not_end_the_orchestrator()
    {
        using var stranger = new Stranger(Certificate("theirs"));
        var options = new OrchestratorOptions { DataFolder = _folder.File("data"), HttpPort = 0, ClusterPort = 0, Tls = Certificate("ours").Path };
        Directory.CreateDirectory(options.DataFolder);
        await File.WriteAllTextAsync(options.MembersPath, $"akka.ssl.tcp://experiments@127.0.0.1:{stranger.Port}\n", TestContext.Current.CancellationToken);

        await using var orchestrator = await OrchestratorHost.StartAsync(options, TestContext.Current.CancellationToken);
        await stranger.CalledAsync(times: 3);

        Assert.False(orchestrator.CutOff.IsCompleted);
    }

    private TlsFolder Certificate(string authority)
    {
        var folder = _folder.File(authority);
        new PrivateAuthority(folder, TimeProvider.System).Make();
        new PrivateAuthority(folder, TimeProvider.System).MakeNode("one", []);
        return TlsFolder.Open(Path.Combine(folder, "one"));
    }

    private sealed class Stranger : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly SemaphoreSlim _calls = new(0);

        public Stranger(TlsFolder tls)
        {
            _listener.Start();
            _ = AnswerAsync(tls);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async Task CalledAsync(int times)
        {
            for (var call = 0; call < times; call++)
            {
                Assert.True(await _calls.WaitAsync(TimeSpan.FromSeconds(30)));
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _calls.Dispose();
        }

        private async Task AnswerAsync(TlsFolder tls)
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                try
                {
                    await using var stream = new SslStream(client.GetStream());
                    await stream.AuthenticateAsServerAsync(tls.Certificate);
                }
                catch (Exception fault) when (fault is AuthenticationException or IOException)
                {
                    // Who called does not know us.
                }

                _calls.Release();
            }
        }
    }
}
