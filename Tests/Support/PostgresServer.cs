using System.Diagnostics;
using System.Globalization;
using Shared.Hosting;
using Xunit;

namespace Tests.Support;

/// <summary>A PostgreSQL server of its own on a free port, in a folder that is gone afterwards, with a user who needs a password.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>What PGPASSWORD must hold.</summary>
    public const string Password = "not-a-secret";

    private const string User = "experiments";

    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-postgres-").FullName;
    private readonly int _port = ListenAddress.Claim("127.0.0.1", 0);

    private PostgresServer()
    {
    }

    public string Address => $"postgres://{User}@127.0.0.1:{_port}/postgres";

    /// <summary>Skips the test where no server is installed.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        Assert.SkipWhen(Binaries is null, "no PostgreSQL server is installed (Debian's package is called postgresql)");
        var server = new PostgresServer();
        var secret = Path.Combine(server._folder, "password");
        await File.WriteAllTextAsync(secret, Password);
        // The server refuses to run as root; its package brings a user for it.
        await (IsRoot ? RunAsync("chown", "-R", "postgres", server._folder) : Task.CompletedTask);
        await PostgresAsync("initdb", "--pgdata", server.Data, "--username", User, "--auth", "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--locale", "C", "--no-sync");
        await server.BeginAsync();
        return server;
    }

    /// <summary>Starts it, or starts it again.</summary>
    public Task BeginAsync() => PostgresAsync(
        "pg_ctl", "start", "--wait", "--silent", "--pgdata", Data, "--log", Path.Combine(_folder, "log"),
        "--options", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder}"));

    /// <summary>As a crash would.</summary>
    public Task EndAsync() => PostgresAsync("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate", "--pgdata", Data);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    // Debian keeps the server's programs out of the path, a folder a version.
    private static string? Binaries { get; } = new[] { "/usr/lib/postgresql", "/usr/pgsql" }.Where(Directory.Exists)
        .SelectMany(folder => Directory.GetDirectories(folder)).Select(version => Path.Combine(version, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private string Data => Path.Combine(_folder, "data");

    private static Task PostgresAsync(string program, params string[] arguments) => IsRoot
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(Binaries!, program), .. arguments])
        : RunAsync(Path.Combine(Binaries!, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await said}{await complained}");
    }
}
