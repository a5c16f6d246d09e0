using Microsoft.AspNetCore.Routing;
using Orchestrator;
using Orchestrator.Access;
using Orchestrator.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Security;

/// <summary>The table of who may do what.</summary>
public sealed class RolesTests
{
    [Theory]
    [InlineData(Role.Viewer, "Open Read")]
    [InlineData(Role.Node, "Open Read Record Carry")]
    [InlineData(Role.Submitter, "Open Read Record Control")]
    [InlineData(Role.Admin, "Open Read Record Carry Control Administer")]
    public void A_role_has_these_permissions(Role role, string permissions) =>
        Assert.Equal(permissions, string.Join(' ', Enum.GetValues<Right>().Where(permission => Identity.Allows(role, permission))));

    [Theory]
    [InlineData("GET", "/", Right.Read)]
    [InlineData("GET", "/health", Right.Open)]
    [InlineData("GET", "/api/health", Right.Open)]
    [InlineData("GET", "/ready", Right.Open)]
    [InlineData("GET", "/metrics", Right.Read)]
    [InlineData("GET", "/assets/{**name}", Right.Read)]
    [InlineData("GET", "/api/sweeps/", Right.Read)]
    [InlineData("GET", "/api/sweeps/{id}/live", Right.Read)]
    [InlineData("POST", "/api/sweeps/", Right.Control)]
    [InlineData("POST", "/api/sweeps/check", Right.Read)]
    [InlineData("POST", "/api/sweeps/{id}/cancel", Right.Control)]
    [InlineData("POST", "/api/sweeps/{id}/trials/{index:int}/decode", Right.Read)]
    [InlineData("DELETE", "/api/sweeps/{id}/checkpoints/", Right.Administer)]
    [InlineData("PUT", "/api/checkpoints/{key}/{hash}", Right.Carry)]
    [InlineData("GET", "/api/checkpoints/{key}/{hash}", Right.Read)]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", Right.Read)]
    [InlineData("POST", "/ajax-api/2.0/mlflow/runs/search", Right.Read)]
    [InlineData("POST", "/api/2.0/mlflow/runs/create", Right.Record)]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Right.Record)]
    [InlineData("DELETE", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Right.Administer)]
    [InlineData("POST", "/api/2.0/mlflow/experiments/delete", Right.Administer)]
    [InlineData("DELETE", "/api/2.0/mlflow/registered-models/delete", Right.Administer)]
    [InlineData("DELETE", "/api/2.0/mlflow/registered-models/delete-tag", Right.Record)]
    [InlineData("GET", "/get-artifact", Right.Read)]
    public void A_route_asks_for_this(string method, string pattern, object permission) => Assert.Equal(permission, RoutePermissions.Of(method, pattern));

    [Theory]
    [InlineData("GET", "/secrets")]
    [InlineData("POST", "/api/sweeps/{id}/burn")]
    [InlineData("POST", "/api/nodes")]
    [InlineData("DELETE", "/api/sweeps/{id}")]
    [InlineData("PATCH", "/api/checkpoints/{key}")]
    [InlineData("POST", "/")]
    public void A_route_that_the_table_does_not_know_is_closed_to_everybody(string method, string pattern) => Assert.Null(RoutePermissions.Of(method, pattern));

    [Fact]
    public async Task Every_route_of_the_real_server_has_its_place_in_the_table()
    {
        using var folder = new TempFolder();
        await using var host = await OrchestratorHost.StartAsync(new OrchestratorOptions { DataFolder = folder.Path, HttpPort = 0, ClusterPort = 0 }, default);

        var routes = host.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (Method: method, Pattern: endpoint.RoutePattern.RawText!))).ToList();

        Assert.True(routes.Count > 150, $"{routes.Count} routes");
        Assert.Equal([], routes.Where(route => RoutePermissions.Of(route.Method, route.Pattern) is null));
        Assert.Equal(["/api/health", "/health", "/ready", "/version"], routes.Where(route => RoutePermissions.Of(route.Method, route.Pattern) == Right.Open).Select(route => route.Pattern).Order());
        // Nothing that changes anything is let through for looking, but for questions.
        Assert.All(routes.Where(route => route.Method != "GET" && RoutePermissions.Of(route.Method, route.Pattern) == Right.Read), route =>
            Assert.Matches("search|get-latest-versions|/check$|/decode$", route.Pattern));
    }
}
