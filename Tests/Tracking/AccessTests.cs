using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator;
using Orchestrator.Access;
using Orchestrator.Hosting;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.Tracking;

public sealed class AccessTests : IDisposable
{
    private const string Password = "correct horse: battery";
    private const string Search = "/api/2.0/mlflow/experiments/search?max_results=5";

    private readonly TempFolder _folder = new();

    private string Users => _folder.File("users");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GET", Search)]
    [InlineData("GET", "/ajax-api/2.0/mlflow/experiments/search?max_results=5")]
    [InlineData("GET", "/API/2.0/MLFLOW/experiments/search?max_results=5")]
    [InlineData("POST", "/api/2.0/mlflow/runs/create")]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/x")]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts/0/x")]
    [InlineData("GET", "/get-artifact?run_id=x&path=y")]
    public async Task Every_tracking_route_asks_for_credentials(string method, string path)
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Admin);
        await using var server = await StartAsync();

        using var answer = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, path)));

        Assert.Equal((HttpStatusCode.Unauthorized, "Basic realm=\"experiments\", charset=\"UTF-8\""), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("UNAUTHENTICATED", json.RootElement.GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("/health", "OK")]
    [InlineData("/version", "3.3.2")]
    public async Task Health_and_version_stay_open(string path, string text)
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Admin);
        await using var server = await StartAsync();
        Assert.Equal(text, await server.Http.GetStringAsync(new Uri(server.Address, path)));
    }

    [Theory]
    [InlineData("ada", Password, HttpStatusCode.OK)]
    [InlineData("ada", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("ada", "", HttpStatusCode.Unauthorized)]
    [InlineData("bob", Password, HttpStatusCode.Unauthorized)]
    [InlineData("Ada", Password, HttpStatusCode.Unauthorized)]
    public async Task A_password_is_its_users(string name, string password, HttpStatusCode status)
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Admin);
        await using var server = await StartAsync();
        Assert.Equal(status, await AskAsync(server, Basic($"{name}:{password}")));
    }

    [Fact]
    public async Task A_token_is_taken_as_a_bearer_and_nothing_near_it()
    {
        var (first, second) = (UsersFile.AddToken(Users, "node", Role.Node), UsersFile.AddToken(Users, "node", Role.Node));
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, new("Bearer", first)));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, new("bearer", second)));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, new("Bearer", first[..^1])));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, new("Digest", first)));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, new("Basic", "no base64")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, null));
    }

    [Fact]
    public async Task A_password_that_was_right_is_not_derived_for_every_request()
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Admin);
        await using var server = await StartAsync();
        await AskAsync(server, Basic($"ada:{Password}"));

        var used = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(server, Basic($"ada:{Password}")));
        }

        // Fifty derivations would take at least five seconds of the processor.
        Assert.True(Process.GetCurrentProcess().TotalProcessorTime - used < TimeSpan.FromSeconds(5), Stopwatch.GetElapsedTime(started).ToString());
    }

    [Fact]
    public async Task The_file_holds_no_secret_and_only_its_owner_reads_it()
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Admin);
        var token = UsersFile.AddToken(Users, "ada");

        var text = await File.ReadAllTextAsync(Users);

        Assert.DoesNotContain("horse", text);
        Assert.DoesNotContain(token, text);
        Assert.Matches(@"(?m)^ada:pbkdf2-sha256:[6-9]\d{5}:", text);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Users));
        }
    }

    [Fact]
    public async Task Who_loses_a_line_is_locked_out_and_who_gains_one_let_in_while_the_server_runs()
    {
        var (kept, lost) = (UsersFile.AddToken(Users, "kept", Role.Viewer), UsersFile.AddToken(Users, "lost", Role.Viewer));
        UsersFile.SetPassword(Users, "ada", Password, Role.Admin);
        var clock = new LeapingClock();
        using var keeper = new Gatekeeper(Users, clock, NullLogger<Gatekeeper>.Instance);
        Assert.NotNull(await keeper.IdentifyAsync($"Bearer {lost}", default));
        Assert.NotNull(await keeper.IdentifyAsync(Basic($"ada:{Password}").ToString(), default));

        await File.WriteAllLinesAsync(Users, File.ReadAllLines(Users).Where(line => line.StartsWith("kept", StringComparison.Ordinal)));
        File.SetLastWriteTimeUtc(Users, DateTime.UtcNow.AddSeconds(5));
        clock.Leap();

        Assert.Null(await keeper.IdentifyAsync($"Bearer {lost}", default));
        Assert.Null(await keeper.IdentifyAsync(Basic($"ada:{Password}").ToString(), default));
        Assert.NotNull(await keeper.IdentifyAsync($"Bearer {kept}", default));

        await File.WriteAllTextAsync(Users, "half a li");
        File.SetLastWriteTimeUtc(Users, DateTime.UtcNow.AddSeconds(10));
        clock.Leap();
        Assert.NotNull(await keeper.IdentifyAsync($"Bearer {kept}", default));
    }

    [Fact]
    public async Task A_file_behind_a_link_is_seen_to_change_as_Kubernetes_changes_a_secret()
    {
        var lost = UsersFile.AddToken(Path.Combine(_folder.Folder("1"), "users"), "lost", Role.Viewer);
        var kept = UsersFile.AddToken(Path.Combine(_folder.Folder("2"), "users"), "kept", Role.Viewer);
        File.SetLastWriteTimeUtc(_folder.File("2/users"), DateTime.UnixEpoch);
        File.CreateSymbolicLink(_folder.File("data"), "1");
        File.CreateSymbolicLink(Users, "data/users");
        var clock = new LeapingClock();
        using var keeper = new Gatekeeper(Users, clock, NullLogger<Gatekeeper>.Instance);
        Assert.NotNull(await keeper.IdentifyAsync($"Bearer {lost}", default));

        File.Delete(_folder.File("data"));
        File.CreateSymbolicLink(_folder.File("data"), "2");
        clock.Leap();

        Assert.Null(await keeper.IdentifyAsync($"Bearer {lost}", default));
        Assert.NotNull(await keeper.IdentifyAsync($"Bearer {kept}", default));
    }

    [Theory]
    [InlineData("ada:secret", "line 1")]
    [InlineData("# nobody", "no user")]
    [InlineData("ada:pbkdf2-sha256:0:AAAA:AAAA", "line 1")]
    [InlineData("ada:role:emperor", "line 1")]
    [InlineData("ada:token-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "ada has no role")]
    public async Task A_users_file_that_lets_nobody_in_is_refused_at_the_start(string text, string words)
    {
        await File.WriteAllTextAsync(Users, text);
        var refusal = Assert.Throws<RefusalException>(() => UsersFile.Read(Users));
        Assert.Contains(words, refusal.Message);
        Assert.DoesNotContain("secret", refusal.Message);
    }

    [Fact]
    public async Task Our_own_client_works_with_credentials_and_without_says_once_what_is_missing()
    {
        var token = UsersFile.AddToken(Users, "node", Role.Node);
        await using var server = await StartAsync();
        using var client = new MlflowClient(MlflowConnection.Parse(server.Address.AbsoluteUri, name => name == "MLFLOW_TRACKING_TOKEN" ? token : null));

        var run = (await client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        await client.LogBatchAsync(run.RunId, [new("loss", 1, 1, 1)]);
        await client.UploadArtifactAsync(run.ArtifactUri!, "x", new byte[3]);
        using var copy = new MemoryStream();
        await client.DownloadArtifactAsync(run.ArtifactUri!, "x", copy);

        Assert.Equal(3, copy.Length);
        var fault = await Assert.ThrowsAsync<MlflowException>(() => server.Client.CheckAsync());
        Assert.False(fault.IsTransient);
        Assert.Contains("MLFLOW_TRACKING_TOKEN", fault.Message);
    }

    [Fact]
    public async Task The_server_knows_itself_by_a_token_of_this_life_alone()
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Viewer);
        using var keeper = new Gatekeeper(Users, TimeProvider.System, NullLogger<Gatekeeper>.Instance);
        using var next = new Gatekeeper(Users, TimeProvider.System, NullLogger<Gatekeeper>.Instance);

        Assert.Equal(Role.Admin, (await keeper.IdentifyAsync($"Bearer {keeper.OwnToken}", default))?.Role);
        Assert.Null(await next.IdentifyAsync($"Bearer {keeper.OwnToken}", default));
    }

    [Fact]
    public void All_that_comes_under_a_name_has_its_role_until_another_is_given()
    {
        UsersFile.SetPassword(Users, "ada", Password, Role.Viewer);
        var token = UsersFile.AddToken(Users, "ada");
        Assert.Equal(Role.Viewer, UsersFile.Read(Users).WithToken(token)?.Role);

        UsersFile.AddToken(Users, "ada", Role.Submitter);
        Assert.Equal([Role.Submitter, Role.Submitter], [UsersFile.Read(Users).WithToken(token)?.Role, UsersFile.Read(Users).WithPassword("ada", Password)?.Role]);
        Assert.Contains("--role", Assert.Throws<RefusalException>(() => UsersFile.AddToken(Users, "bob")).Message);
    }

    [Fact]
    public async Task A_JSON_body_has_a_bound_and_says_so_in_MLflows_form()
    {
        await using var server = await TrackingServer.StartAsync();
        await AssertTooLargeAsync(server, HttpMethod.Post, "/api/2.0/mlflow/runs/log-batch", HttpAccess.JsonBody + 1, "application/json");
    }

    [Fact]
    public async Task Artifacts_have_the_bound_that_was_set()
    {
        await using var server = await TrackingServer.StartAsync(access: new() { MaxUpload = 1000 });
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;

        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "fits", new byte[1000]);
        await AssertTooLargeAsync(server, HttpMethod.Put, $"/api/2.0/mlflow-artifacts/artifacts/0/{run.RunId}/artifacts/more", 1001, "application/octet-stream");

        Assert.Equal(["fits"], (await server.Client.ListArtifactsAsync(run.RunId)).Select(file => file.Path));
    }

    [Fact]
    public async Task No_other_page_is_let_in_unless_asked()
    {
        await using var host = await HostAsync();
        using var http = new HttpClient();

        using var plain = await http.GetAsync(new Uri(host.Address, Search));
        using var foreign = await http.SendAsync(FromPage(HttpMethod.Get, host, Search, "https://charts.example.org"));
        using var preflight = await http.SendAsync(FromPage(HttpMethod.Options, host, Search, "https://charts.example.org"));

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.All([plain, foreign, preflight], answer => Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_page_that_was_allowed_may_use_tracking_routes_with_credentials_and_no_other_page_may()
    {
        var token = UsersFile.AddToken(Users, "page", Role.Viewer);
        await using var host = await HostAsync("https://charts.example.org");
        using var http = new HttpClient();

        using var preflight = FromPage(HttpMethod.Options, host, Search, "https://charts.example.org");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var may = await http.SendAsync(preflight);
        using var asked = FromPage(HttpMethod.Get, host, Search, "https://charts.example.org");
        asked.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(asked);
        using var other = await http.SendAsync(FromPage(HttpMethod.Get, host, Search, "https://evil.example"));
        using var health = await http.SendAsync(FromPage(HttpMethod.Get, host, "/health", "https://charts.example.org"));

        Assert.True(may.IsSuccessStatusCode);
        Assert.Equal("authorization", may.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Equal((HttpStatusCode.OK, "https://charts.example.org"), (answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [other.StatusCode, health.StatusCode]);
    }

    private static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    private static async Task<HttpStatusCode> AskAsync(TrackingServer server, AuthenticationHeaderValue? credentials)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, Search));
        request.Headers.Authorization = credentials;
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task AssertTooLargeAsync(TrackingServer server, HttpMethod method, string path, long bytes, string type)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Address, path)) { Content = new ByteArrayContent(new byte[bytes]) };
        request.Content.Headers.ContentType = new(type);
        // The server answers before it has been sent.
        request.Headers.ExpectContinue = true;
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("BAD_REQUEST", json.RootElement.GetProperty("error_code").GetString());
    }

    private static HttpRequestMessage FromPage(HttpMethod method, TrackingHost host, string path, string origin)
    {
        var request = new HttpRequestMessage(method, new Uri(host.Address, path));
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
        }

        return request;
    }

    private Task<TrackingServer> StartAsync() => TrackingServer.StartAsync(access: new() { UsersFile = Users });

    private Task<TrackingHost> HostAsync(params string[] origins) => TrackingHost.StartAsync(
        new() { DataFolder = _folder.File("data"), HttpPort = 0, Access = new() { Origins = origins, UsersFile = File.Exists(Users) ? Users : null } }, default);

    /// <summary>Stands still until it is told to leap.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Leap() => _now += TimeSpan.FromSeconds(2).Ticks;

        public override long GetTimestamp() => _now;
    }
}
