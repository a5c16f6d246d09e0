using System.Net;
using System.Text.Json;
using Orchestrator;
using Orchestrator.Access;
using Orchestrator.CommandLine;
using Orchestrator.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

/// <summary>Who may use a server: listed and taken away by commands, while a real server runs.</summary>
public sealed class AuthTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly TempFolder _folder = new();

    private string Users => _folder.File("users");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lists_show_name_role_and_time_and_nothing_that_lets_anybody_in()
    {
        await RunAsync(["user", "add", "ada", "--role", "admin"], input: "correct horse\n");
        var token = (await RunAsync(["token", "add", "gpu-7", "--role", "node"])).Out.Trim();
        // As an earlier build wrote it, which noted no time.
        UsersFile.AddToken(Users, "old", Role.Viewer);

        var (users, tokens, json) = (await RunAsync(["user", "list"]), await RunAsync(["token", "list"]), await RunAsync(["user", "list", "--json"]));

        Assert.Matches(@"(?m)^ *ada +admin +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +0 *$", users.Out);
        Assert.Matches(@"(?m)^ *gpu-7 +node +none +1 *$", users.Out);
        Assert.Matches(@"(?m)^ *gpu-7 +node +[0-9a-f]{8} +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d *$", tokens.Out);
        Assert.Matches(@"(?m)^ *old +viewer +[0-9a-f]{8} +not known *$", tokens.Out);
        Assert.DoesNotContain("ada", tokens.Out, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(json.Out);
        Assert.Equal(["ada", "gpu-7", "old"], parsed.RootElement.EnumerateArray().Select(user => user.GetProperty("name").GetString()));
        var secrets = (await File.ReadAllLinesAsync(Users)).Where(line => !line.StartsWith('#')).Select(line => line.Split(':')[^1]).Where(last => Roles.Find(last) is null).Append(token).ToList();
        Assert.Equal(4, secrets.Count);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, users.Out + tokens.Out + json.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_runs_soon_refuses_who_was_taken_away_and_ends_their_live_stream()
    {
        var (kept, lost, left) = (await AddTokenAsync("kept", "viewer"), await AddTokenAsync("lost", "viewer"), await AddTokenAsync("left", "viewer"));
        await using var host = await OrchestratorHost.StartAsync(
            new OrchestratorOptions { DataFolder = _folder.File("data"), HttpPort = 0, ClusterPort = 0, Access = new() { UsersFile = Users } }, default);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var stream = await AskAsync(http, "api/live", lost);
        Assert.All([stream.StatusCode, await StatusAsync(http, lost), await StatusAsync(http, left)], status => Assert.Equal(HttpStatusCode.OK, status));

        Assert.Equal(ExitCodes.Success, (await RunAsync(["token", "remove", "lost"])).Code);
        await UntilAsync(async () => await StatusAsync(http, lost) == HttpStatusCode.Unauthorized);
        await Assert.ThrowsAnyAsync<IOException>(async () => await (await stream.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null).WaitAsync(Soon));

        Assert.Equal(ExitCodes.Success, (await RunAsync(["user", "remove", "left"])).Code);
        await UntilAsync(async () => await StatusAsync(http, left) == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, kept));
    }

    [Fact]
    public async Task One_token_of_several_is_taken_away_by_its_id()
    {
        var (first, second) = (await AddTokenAsync("gpu-7", "node"), await AddTokenAsync("gpu-7", "node"));
        var ids = UsersFile.List(Users).Single().Tokens.Select(token => token.Id).ToList();

        Assert.Contains(ids[0], (await RunAsync(["token", "remove", "gpu-7", "--id", ids[0]])).Out, StringComparison.Ordinal);

        Assert.Equal((null, Role.Node), (UsersFile.Read(Users).WithToken(first)?.Role, UsersFile.Read(Users).WithToken(second)?.Role));
        Assert.Equal([ids[1]], UsersFile.List(Users).Single().Tokens.Select(token => token.Id));
        Assert.DoesNotContain(ids[0], await File.ReadAllTextAsync(Users), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_loses_the_last_token_leaves_nothing_behind_and_who_has_a_password_stays()
    {
        await RunAsync(["user", "add", "ada", "--role", "admin"], input: "the first one\n");
        await RunAsync(["user", "add", "ada", "--role", "admin"], input: "correct horse\n");
        await AddTokenAsync("ada", "admin");
        await AddTokenAsync("gpu-7", "node");

        await RunAsync(["token", "remove", "ada"]);
        await RunAsync(["token", "remove", "gpu-7"]);

        Assert.NotNull(UsersFile.Read(Users).WithPassword("ada", "correct horse"));
        Assert.DoesNotContain("gpu-7", await File.ReadAllTextAsync(Users), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(Users), line => line.StartsWith("#made:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("names no 'bob'", "user", "remove", "bob")]
    [InlineData("no token of 'ada'", "token", "remove", "ada")]
    [InlineData("no token 00000000 of 'gpu-7'", "token", "remove", "gpu-7", "--id", "00000000")]
    [InlineData("nobody could use the server", "user", "remove", "ada", "after gpu-7")]
    public async Task What_can_not_be_taken_away_is_one_line(string words, params string[] arguments)
    {
        await RunAsync(["user", "add", "ada", "--role", "admin"], input: "correct horse\n");
        await AddTokenAsync("gpu-7", "node");
        if (arguments[^1] == "after gpu-7")
        {
            Assert.Equal(ExitCodes.Success, (await RunAsync(["user", "remove", "gpu-7"])).Code);
            arguments = arguments[..^1];
        }

        var before = await File.ReadAllTextAsync(Users);
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Users));
    }

    private Task<CommandRun> RunAsync(string[] arguments, string input = "") => CommandRun.OfAsync(["auth", .. arguments, "--file", Users], input: input);

    private async Task<string> AddTokenAsync(string name, string role) => (await RunAsync(["token", "add", name, "--role", role])).Out.Trim();

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string token)
    {
        using var answer = await AskAsync(http, "api/me", token);
        return answer.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(100))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Soon, "waited in vain");
        }
    }
}
