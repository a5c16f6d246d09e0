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
        Assert.Equal(permissions, string.Join(' ', Enum.GetValues<Permission>().Where(permission => Identity.Allows(role, permission))));

    [Theory]
    [InlineData("GET", "/", Permission.Read)]
    [InlineData("GET", "/health", Permission.Open)]
    [InlineData("GET", "/api/health", Permission.Open)]
    [InlineData("GET", "/assets/{**name}", Permission.Read)]
    [InlineData("GET", "/api/sweeps/", Permission.Read)]
    [InlineData("GET", "/api/sweeps/{id}/live", Permission.Read)]
    [InlineData("POST", "/api/sweeps/", Permission.Control)]
    [InlineData("POST", "/api/sweeps/check", Permission.Read)]
    [InlineData("POST", "/api/sweeps/{id}/cancel", Permission.Control)]
    [InlineData("POST", "/api/sweeps/{id}/trials/{index:int}/decode", Permission.Read)]
    [InlineData("DELETE", "/api/sweeps/{id}/checkpoints/", Permission.Administer)]
    [InlineData("PUT", "/api/checkpoints/{key}/{hash}", Permission.Carry)]
    [InlineData("GET", "/api/checkpoints/{key}/{hash}", Permission.Read)]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", Permission.Read)]
    [InlineData("POST", "/ajax-api/2.0/mlflow/runs/search", Permission.Read)]
    [InlineData("POST", "/api/2.0/mlflow/runs/create", Permission.Record)]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Permission.Record)]
    [InlineData("DELETE", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Permission.Administer)]
    [InlineData("POST", "/api/2.0/mlflow/experiments/delete", Permission.Administer)]
    [InlineData("DELETE", "/api/2.0/mlflow/registered-models/delete", Permission.Administer)]
    [InlineData("DELETE", "/api/2.0/mlflow/registered-models/delete-tag", Permission.Record)]
    [InlineData("GET", "/get-artifact", Permission.Read)]
    public void A_route_asks_for_this(string method, string pattern, object permission) => Assert.Equal(permission, RoutePermissions.Of(method, pattern));

    [Theory]
    [InlineData("GET", "/metrics")]
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
        Assert.Equal(["/api/health", "/health", "/version"], routes.Where(route => RoutePermissions.Of(route.Method, route.Pattern) == Permission.Open).Select(route => route.Pattern).Order());
        // Nothing that changes anything is let through for looking, but for questions.
        Assert.All(routes.Where(route => route.Method != "GET" && RoutePermissions.Of(route.Method, route.Pattern) == Permission.Read), route =>
            Assert.Matches("search|get-latest-versions|/check$|/decode$", route.Pattern));
    }
}
