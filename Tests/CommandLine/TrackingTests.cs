using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Orchestrator.Access;
using Orchestrator.Bench.Tracking;
using Orchestrator.CommandLine;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class TrackingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Users => _folder.File("users");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tracking_server_alone_serves_clients_keeps_what_it_took_and_ends_in_order()
    {
        string run;
        await using (var first = await TrackingProcess.StartAsync(_folder.File("data"), [], default))
        {
            using var client = Client(first);
            run = (await client.CreateRunAsync("0", DateTimeOffset.UnixEpoch, "kept")).Info.RunId;
            Assert.True(first.Used > TimeSpan.Zero && first.PeakMemory > 1 << 20);

            var second = await CommandRun.OfAsync(["tracking", "serve", "--data", _folder.File("data"), "--port", "0"]);
            Assert.Equal(ExitCodes.Refused, second.Code);
            Assert.Contains("in use by another orchestrator", Assert.Single(second.ErrorLines));
            Assert.Equal(ExitCodes.Terminated, await first.StopAsync(default));
        }

        await using var again = await TrackingProcess.StartAsync(_folder.File("data"), [], default);
        using var reader = Client(again);
        Assert.Equal("kept", (await reader.GetRunAsync(run)).Info.RunName);
    }

    [Fact]
    public async Task With_a_users_file_it_lets_in_whom_the_file_names()
    {
        var token = (await CommandRun.OfAsync(["auth", "token", "add", "node", "--role", "node", "--file", Users])).Out.Trim();
        await using var server = await TrackingProcess.StartAsync(_folder.File("data"), ["--auth", Users], default);
        using var known = Client(server, token);
        using var unknown = Client(server);

        await known.CheckAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<MlflowException>(() => unknown.CheckAsync())).StatusCode);
    }

    [Fact]
    public async Task It_tells_metrics_to_whom_the_file_names_and_its_readiness_to_everybody()
    {
        var token = (await CommandRun.OfAsync(["auth", "token", "add", "prometheus", "--role", "viewer", "--file", Users])).Out.Trim();
        var writer = (await CommandRun.OfAsync(["auth", "token", "add", "lab", "--role", "submitter", "--file", Users])).Out.Trim();
        await using var server = await TrackingProcess.StartAsync(_folder.File("data"), ["--auth", Users], default);
        using var client = Client(server, writer);
        await client.CreateRunAsync("0", DateTimeOffset.UnixEpoch);
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("ready\n", await http.GetStringAsync("ready"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("metrics")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var metrics = await http.GetStringAsync("metrics");
        Assert.Matches(@"experiments_tracking_write_duration_seconds_count(\{\})? 1\b", metrics);
        Assert.Matches("http_server_request_duration_seconds_count{[^}]*http_route=\"/api/2.0/mlflow/runs/create\"", metrics);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("experiments_journal", metrics, StringComparison.Ordinal);

        // Somebody else's transaction holds the database for longer than a probe waits.
        await using var other = new SqliteConnection($"Data Source={_folder.File("data/tracking.db")};Pooling=false");
        await other.OpenAsync();
        await using var held = other.BeginTransaction(deferred: false);
        using var notReady = await http.GetAsync("ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
        Assert.Contains("does not take writes", await notReady.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_to_no_other_name_than_the_loopback_has()
    {
        await using var server = await TrackingProcess.StartAsync(_folder.File("data"), [], default);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/health"));
        request.Headers.Host = "rebound.example";
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task What_keeps_it_from_starting_is_one_line_with_the_cure()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await File.WriteAllTextAsync(_folder.File("file"), "");
        Directory.CreateDirectory(_folder.File("other"));
        await using (var database = new SqliteConnection($"Data Source={_folder.File("other/tracking.db")};Pooling=false"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL); INSERT INTO alembic_version VALUES ('abc')";
            await command.ExecuteNonQueryAsync();
        }

        await AssertRefusedAsync("--port", ["--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}"]);
        await AssertRefusedAsync("choose another with --data", ["--port", "0", "--data", _folder.File("file")]);
        await AssertRefusedAsync("revision abc", ["--port", "0", "--data", _folder.File("other")]);
        await AssertRefusedAsync("auth user add", ["--port", "0", "--auth", _folder.File("nowhere")]);
        await AssertRefusedAsync("without a path", ["--port", "0", "--allow-origin", "https://host/page"]);
        await AssertRefusedAsync("write 500m", ["--port", "0", "--max-upload", "much"]);
        await AssertRefusedAsync("no IP address", ["--port", "0", "--address", "nobody"]);
        await AssertRefusedAsync("--insecure", ["--port", "0", "--address", "0.0.0.0"]);
        await AssertRefusedAsync("certs node", ["--port", "0", "--tls", _folder.File("nowhere")]);
    }

    [Fact]
    public async Task A_users_password_comes_from_the_input_and_stands_nowhere()
    {
        var added = await CommandRun.OfAsync(["auth", "user", "add", "ada", "--role", "submitter", "--file", Users], input: "first password\n");
        var changed = await CommandRun.OfAsync(["auth", "user", "add", "ada"], input: "second password\n", environment: new Dictionary<string, string> { [HttpAccess.UsersVariable] = Users });

        Assert.Equal([ExitCodes.Success, ExitCodes.Success], [added.Code, changed.Code]);
        Assert.DoesNotContain("password\n", added.Out + added.Error + await File.ReadAllTextAsync(Users));
        var users = UsersFile.Read(Users);
        Assert.Null(users.WithPassword("ada", "first password"));
        Assert.Equal(Role.Submitter, users.WithPassword("ada", "second password")?.Role);
    }

    [Theory]
    [InlineData("a:b", "long enough", "no user's name")]
    [InlineData("ada", "short", "at least 8")]
    [InlineData("ada", "", "at least 8")]
    public async Task A_user_that_can_not_be_is_refused(string name, string password, string words)
    {
        var run = await CommandRun.OfAsync(["auth", "user", "add", name, "--role", "viewer", "--file", Users], input: password);
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines));
        Assert.False(File.Exists(Users));
    }

    [Fact]
    public async Task A_token_is_printed_once_and_nothing_else_with_it()
    {
        var run = await CommandRun.OfAsync(["auth", "token", "add", "node", "--role", "node", "--file", Users]);
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Matches(@"\A[A-Za-z0-9_-]{43}\n\z", run.Out);
        Assert.Equal(Role.Node, UsersFile.Read(Users).WithToken(run.Out.Trim())?.Role);
        Assert.Equal(ExitCodes.Refused, (await CommandRun.OfAsync(["auth", "token", "add", "node"])).Code);
    }

    [Fact]
    public async Task The_bench_tells_a_rate_a_cost_and_the_memory_for_each_row()
    {
        var run = await CommandRun.OfAsync(["bench", "tracking", "--seconds", "0.05", "--clients", "1,2", "--runs", "50", "--points", "3000", "--artifact", "2"]);

        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.All(
            ["log-batch of 1,000, 2 clients", "create-run, 1 client ", "search 50 runs, loss < 0.5 by loss", "history of 3,000 points", "artifact of 2 MB up"],
            row => Assert.Contains(run.Out.Split('\n'), line => line.StartsWith(row, StringComparison.Ordinal) && line.Contains("CPU") && line.Contains("MiB")));
    }

    private async Task AssertRefusedAsync(string words, string[] arguments)
    {
        var run = await CommandRun.OfAsync(["tracking", "serve", .. arguments.Contains("--data") ? arguments : [.. arguments, "--data", _folder.File("data")]]);
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines));
    }

    private static MlflowClient Client(TrackingProcess server, string? token = null) =>
        new(MlflowConnection.Parse(server.Address.AbsoluteUri, name => name == "MLFLOW_TRACKING_TOKEN" ? token : null), new MlflowClientOptions { Patience = TimeSpan.Zero });
}
