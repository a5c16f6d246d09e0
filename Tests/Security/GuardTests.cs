using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orchestrator.Bench;
using Orchestrator.CommandLine;
using Shared.Security;
using Xunit;

namespace Tests.Security;

/// <summary>The real server asks everybody who comes, and lets each do what the role may.</summary>
public sealed class GuardTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/cluster")]
    [InlineData("GET", "/sweeps/x")]
    [InlineData("GET", "/assets/none.js")]
    [InlineData("GET", "/api/sweeps")]
    [InlineData("GET", "/API/Sweeps/")]
    [InlineData("GET", "/api/sweeps/x/metrics")]
    [InlineData("GET", "/api/live")]
    [InlineData("GET", "/api/nodes")]
    [InlineData("GET", "/api/me")]
    [InlineData("POST", "/api/sweeps")]
    [InlineData("POST", "/api/sweeps/x/cancel")]
    [InlineData("DELETE", "/api/sweeps/x/checkpoints")]
    [InlineData("PUT", "/api/checkpoints/0/0")]
    [InlineData("GET", "/api/2.0/mlflow/experiments/search")]
    [InlineData("GET", "/ajax-api/2.0/mlflow/experiments/search")]
    [InlineData("GET", "/get-artifact?run_id=x&path=y")]
    [InlineData("GET", "/no/such/address")]
    public async Task Page_and_data_ask_who_comes_in_one_voice(string method, string path)
    {
        using var answer = await server.AskAsync(method, path, null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic realm=\"experiments\", charset=\"UTF-8\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("viewer", 200, 403, 403, 403, 403)]
    [InlineData("node", 200, 404, 400, 403, 403)]
    [InlineData("submitter", 200, 404, 403, 400, 403)]
    [InlineData("admin", 200, 404, 400, 400, 404)]
    public async Task Each_role_may_do_its_own_and_no_more(string role, int reads, int records, int carries, int submits, int drops)
    {
        using var read = await server.AskAsync("GET", "/api/sweeps", role);
        using var record = await server.AskAsync("POST", "/api/2.0/mlflow/runs/create", role, "{\"experiment_id\": 7.5}");
        using var carry = await server.AskAsync("PUT", "/api/checkpoints/no-key/no-hash?sweep=s&index=0&attempt=1&epoch=0&batch=0", role, "x");
        using var submit = await server.AskAsync("POST", "/api/sweeps", role, "no sweep");
        using var drop = await server.AskAsync("DELETE", "/api/sweeps/none/checkpoints", role);

        Assert.Equal([reads, records, carries, submits, drops], new[] { read, record, carry, submit, drop }.Select(answer => (int)answer.StatusCode));
    }

    [Fact]
    public async Task A_browsers_password_opens_page_data_and_stream_alike()
    {
        var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"viewer:{GuardedServer.Password}")));
        foreach (var path in new[] { "/", "/api/sweeps", "/api/live", "/ajax-api/2.0/mlflow/experiments/search?max_results=1" })
        {
            using var answer = await server.AskAsync("GET", path, null, change: request => request.Headers.Authorization = basic);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var me = await server.AskAsync("GET", "/api/me", null, change: request => request.Headers.Authorization = basic);
        Assert.Equal("{\"name\":\"viewer\",\"role\":\"viewer\",\"control\":false,\"administer\":false}", await me.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_refusal_names_who_asked_and_the_cure_and_MLflows_clients_get_it_in_their_form()
    {
        using var ours = await server.AskAsync("POST", "/api/sweeps", "viewer", "x");
        using var theirs = await server.AskAsync("POST", "/api/2.0/mlflow/runs/create", "viewer", "{}");

        using var problem = JsonDocument.Parse(await ours.Content.ReadAsStringAsync());
        using var fault = JsonDocument.Parse(await theirs.Content.ReadAsStringAsync());
        Assert.StartsWith("viewer is a viewer here and may not POST /api/sweeps; ask", problem.RootElement.GetProperty("detail").GetString());
        Assert.Equal("PERMISSION_DENIED", fault.RootElement.GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("https://evil.example", "cross-site")]
    [InlineData("null", "cross-site")]
    [InlineData("", "cross-site")]
    public async Task A_page_elsewhere_changes_nothing_with_its_visitors_password(string origin, string site)
    {
        using var answer = await server.AskAsync("POST", "/api/sweeps", "admin", "no sweep", request =>
        {
            request.Headers.Add("Sec-Fetch-Site", site);
            request.Headers.Add("Sec-Fetch-Mode", "no-cors");
            if (origin.Length > 0)
            {
                request.Headers.Add("Origin", origin);
            }
        });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("page of", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_history_names_whom_the_server_knew_and_not_whom_the_caller_said_to_be()
    {
        using var client = new OrchestratorClient(server.Address, new OrchestratorAccess(server.Token("submitter"), null));
        var id = await NoopSweep.SubmitAsync(client, NoopSweep.Yaml("whose", 9_000, 2), default);
        await client.ControlAsync(id, "cancel", new Orchestrator.Api.ControlDto(Who: "somebody else"), default);

        Assert.Equal(["submitter", "submitter"], (await client.HistoryAsync(id, default)).Select(one => one.Who));
    }

    [Fact]
    public async Task The_orchestrator_records_in_its_own_server_without_a_users_help()
    {
        using var client = new OrchestratorClient(server.Address, new OrchestratorAccess(server.Token("submitter"), null));
        var id = await NoopSweep.SubmitAsync(client, NoopSweep.Yaml("recorded", 9_100, 2), default);

        var sweep = await NoopSweep.UntilAsync(client, id, seen => seen.Tracking.ParentRunId is not null, TimeProvider.System, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        Assert.True(sweep.Tracking.Own);
    }

    [Fact]
    public async Task A_sweep_file_and_its_bombs_cost_a_refusal()
    {
        foreach (var body in new[] { new string('[', 500_000), $"a: &a [x]\nb: [{string.Join(',', Enumerable.Repeat("*a", 50_000))}]", new string('x', 3 << 20), "\0\0\0" })
        {
            using var answer = await server.AskAsync("POST", "/api/sweeps", "submitter", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }
}
