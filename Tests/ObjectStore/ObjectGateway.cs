using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Orchestrator.Tracking.Artifacts;
using Shared.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.ObjectStore;

/// <summary>
/// A real object store that speaks S3: Ceph's gateway over a cluster of its own with one monitor and one disk in memory, in a folder that is gone afterwards. It takes ten seconds to start, so the tests of
/// its collection share it, each with a bucket of its own.
/// </summary>
public sealed class ObjectGateway : IAsyncLifetime
{
    private const string Key = "experiments-test";
    private const string Secret = "not-a-secret";

    private static readonly string[] Programs = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool", "ceph-authtool"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-ceph-").FullName;
    private readonly List<Process> _daemons = [];
    private int _buckets;

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>What a process needs to use it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = Key,
        ["AWS_SECRET_ACCESS_KEY"] = Secret,
        ["AWS_ENDPOINT_URL_S3"] = Address.AbsoluteUri,
        // What a person's own files say must not matter.
        ["AWS_CONFIG_FILE"] = Path.Combine(_folder, "none"),
        ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "none"),
    };

    /// <summary>A client as the product makes it.</summary>
    public AmazonS3Client Client(string secret = Secret) => new(new BasicAWSCredentials(Key, secret), ObjectStores.Configuration(Environment.GetValueOrDefault));

    /// <summary>A new, empty bucket; skips the test where no gateway is installed.</summary>
    public async Task<string> NewBucketAsync()
    {
        Assert.SkipUnless(Programs.All(Tool.Has), "no object store is installed (Debian's packages are called radosgw, ceph-mon and ceph-osd)");
        var name = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");
        using var client = Client();
        await client.PutBucketAsync(name);
        return name;
    }

    public async ValueTask InitializeAsync()
    {
        if (!Programs.All(Tool.Has))
        {
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "ceph.conf"), Settings(ListenAddress.Claim("127.0.0.1", 0)));
        var (keys, map, fsid) = (Path.Combine(_folder, "keyring"), Path.Combine(_folder, "monmap"), Guid.NewGuid().ToString());
        await RunAsync("ceph-authtool", "--create-keyring", keys, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
        await RunAsync("ceph-authtool", keys, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        await RunAsync("ceph-authtool", keys, "--gen-key", "-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
        await RunAsync("monmaptool", "--create", "--fsid", fsid, "--addv", "a", $"[v2:127.0.0.1:{_monitor}]", map);
        await RunAsync("ceph-mon", [.. Configured, "--mkfs", "-i", "a", "--monmap", map, "--keyring", keys]);
        Start("ceph-mon", "-i", "a");

        var disk = Guid.NewGuid().ToString();
        Directory.CreateDirectory(Path.Combine(_folder, "osd"));
        await RunAsync("ceph", [.. Configured, "osd", "new", disk]);
        await RunAsync("ceph", [.. Configured, "auth", "add", "osd.0", "-i", keys]);
        await RunAsync("ceph-osd", [.. Configured, "-i", "0", "--mkfs", "--osd-uuid", disk]);
        Start("ceph-osd", "-i", "0");
        await RunAsync("radosgw-admin", [.. Configured, "user", "create", "--uid=tests", "--display-name=tests", "--access-key", Key, "--secret-key", Secret]);
        await BeginAsync();
    }

    /// <summary>Starts the gateway, or starts it again where it was.</summary>
    public async Task BeginAsync()
    {
        var port = Address.Port == 1 ? ListenAddress.Claim("127.0.0.1", 0) : Address.Port;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        Start("radosgw", "-n", "client.admin", "--rgw-frontends", $"beast endpoint=127.0.0.1:{port}");
        using var http = new HttpClient();
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            try
            {
                using var answer = await http.GetAsync(Address);
                return;
            }
            catch (HttpRequestException fault)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"the gateway does not answer: {fault.Message}");
            }
        }
    }

    /// <summary>As a crash would; what was stored stays.</summary>
    public async Task EndAsync()
    {
        var gateway = _daemons[^1];
        _daemons.Remove(gateway);
        await EndAsync(gateway);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons.AsEnumerable().Reverse())
        {
            await EndAsync(daemon);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string[] Configured => ["-c", Path.Combine(_folder, "ceph.conf")];

    private int _monitor;

    private string Settings(int monitor)
    {
        _monitor = monitor;
        return $"""
            [global]
            mon host = v2:127.0.0.1:{monitor}
            mon initial members = a
            mon data = {_folder}/mon
            osd data = {_folder}/osd
            osd objectstore = memstore
            memstore device bytes = 2147483648
            keyring = {_folder}/keyring
            public addr = 127.0.0.1
            ms bind msgr1 = false
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 1
            osd crush chooseleaf type = 0
            mon allow pool size one = true
            mon data avail crit = 1
            run dir = {_folder}
            admin socket = {_folder}/$name.asok
            log file = {_folder}/$name.log
            pid file = {_folder}/$name.pid
            crash dir = {_folder}

            """;
    }

    private void Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, [.. Configured, .. arguments, "-f"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _daemons.Add(process);
    }

    private static async Task EndAsync(Process daemon)
    {
        daemon.Kill();
        await daemon.WaitForExitAsync();
        daemon.Dispose();
    }

    private static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        var (code, said, complained) = await Tool.RunAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {said}{complained}");
    }
}

/// <summary>The tests that share one <see cref="ObjectGateway"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ObjectGatewayTests : ICollectionFixture<ObjectGateway>
{
    public const string Name = "object gateway";
}
