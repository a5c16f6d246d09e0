using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orchestrator.Certificates;
using Orchestrator.CommandLine;
using Shared.Security;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Security;

public sealed class CertificatesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Certs => _folder.File("certs");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_authority_and_a_node_are_made_by_two_commands_and_their_keys_are_their_owners()
    {
        Assert.Equal(ExitCodes.Success, (await CommandRun.OfAsync(["certs", "init", "--folder", Certs])).Code);
        var made = await CommandRun.OfAsync(["certs", "node", "head", "--folder", Certs, "--host", "10.0.0.5", "--host", "head.example.org"]);

        Assert.Equal((ExitCodes.Success, ""), (made.Code, made.Error));
        Assert.Equal(["ca.crt", "node.crt", "node.key"], Directory.GetFiles(Path.Combine(Certs, "head")).Select(Path.GetFileName).Order());
        var opened = TlsFolder.Open(Path.Combine(Certs, "head"));
        Assert.All(["head", "localhost", "127.0.0.1", "10.0.0.5", "head.example.org"], host => Assert.True(opened.Certificate.MatchesHostname(host), host));
        Assert.False(opened.Certificate.MatchesHostname("other.example.org"));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var key in new[] { Path.Combine(Certs, "ca.key"), Path.Combine(Certs, "head", "node.key") })
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
            }
        }
    }

    [Fact]
    public async Task What_is_there_is_never_written_over()
    {
        await CommandRun.OfAsync(["certs", "init", "--folder", Certs]);
        await CommandRun.OfAsync(["certs", "node", "head", "--folder", Certs]);
        var before = File.ReadAllText(Path.Combine(Certs, "ca.key")) + File.ReadAllText(Path.Combine(Certs, "head", "node.key"));

        var (again, twice) = (await CommandRun.OfAsync(["certs", "init", "--folder", Certs]), await CommandRun.OfAsync(["certs", "node", "head", "--folder", Certs]));

        Assert.Equal([ExitCodes.Refused, ExitCodes.Refused], [again.Code, twice.Code]);
        Assert.All([again, twice], run => Assert.Contains("exists already", Assert.Single(run.ErrorLines)));
        Assert.Equal(before, File.ReadAllText(Path.Combine(Certs, "ca.key")) + File.ReadAllText(Path.Combine(Certs, "head", "node.key")));
    }

    [Theory]
    [InlineData("head", "10.0.0.5", "certs init")]
    [InlineData("../head", "10.0.0.5", "no node's name")]
    [InlineData("", "10.0.0.5", "no node's name")]
    [InlineData("head", "a host", "no host name")]
    public async Task A_node_that_can_not_be_is_refused_in_one_line(string name, string host, string words)
    {
        if (words != "certs init")
        {
            new PrivateAuthority(Certs, TimeProvider.System).Make();
        }

        var run = await CommandRun.OfAsync(["certs", "node", name, "--folder", Certs, "--host", host]);

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines));
        Assert.False(Directory.Exists(Path.Combine(Certs, "head")));
    }

    [Fact]
    public void An_authority_stands_for_its_own_nodes_alone()
    {
        var (ours, theirs) = (Node("ours"), Node("theirs"));
        using var self = SelfSigned();

        Assert.True(ours.Authority.IsPeer(ours.Certificate));
        Assert.False(ours.Authority.IsPeer(theirs.Certificate));
        Assert.False(ours.Authority.IsPeer(self));
        Assert.False(ours.Authority.IsPeer(null));
    }

    [Fact]
    public void A_certificate_that_holds_no_longer_is_nobodys()
    {
        var authority = new PrivateAuthority(_folder.File("old"), new Years(-5));
        authority.Make();

        Assert.Contains("certs node", Assert.Throws<IOException>(() => TlsFolder.Open(authority.MakeNode("node", []).Folder)).Message);
    }

    [Fact]
    public void The_end_of_a_certificate_is_told_a_month_before()
    {
        var node = Node("ours");
        Assert.Null(node.EndsSoon(DateTimeOffset.UtcNow));
        Assert.Contains("certs node", node.EndsSoon(DateTimeOffset.UtcNow.AddDays(800)));
    }

    [Fact]
    public void A_folder_that_can_not_be_used_is_one_line_without_a_key()
    {
        var (ours, theirs) = (Node("ours").Path, Node("theirs").Path);
        File.Copy(Path.Combine(theirs, "node.key"), Path.Combine(ours, "node.key"), overwrite: true);
        var mixed = Assert.Throws<IOException>(() => TlsFolder.Open(ours)).Message;
        File.Copy(Path.Combine(theirs, "node.crt"), Path.Combine(ours, "node.crt"), overwrite: true);
        var foreign = Assert.Throws<IOException>(() => TlsFolder.Open(ours)).Message;
        var missing = Assert.Throws<IOException>(() => TlsFolder.Open(_folder.File("nowhere"))).Message;

        Assert.All([mixed, foreign, missing], message => Assert.DoesNotContain('\n', message));
        Assert.All([mixed, foreign, missing], message => Assert.Contains("certs node", message));
        Assert.DoesNotContain("PRIVATE KEY", mixed + foreign + missing);
    }

    private TlsFolder Node(string authority)
    {
        var one = new PrivateAuthority(_folder.File(authority), TimeProvider.System);
        one.Make();
        return TlsFolder.Open(one.MakeNode("node", []).Folder);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private sealed class Years(int years) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(years);
    }
}
