using System.Net.Http.Headers;
using System.Text;
using Orchestrator;
using Orchestrator.Access;
using Orchestrator.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Security;

/// <summary>A real orchestrator that asks who comes, without nodes; one user of each role, who comes by password and by token.</summary>
public sealed class GuardedServer : IAsyncLifetime
{
    public const string Password = "correct horse: battery";

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _tokens = [];
    private OrchestratorHost? _host;

    public Uri Address => _host!.Address;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public string Token(string role) => _tokens[role];

    public async ValueTask InitializeAsync()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var name = Roles.NameOf(role);
            UsersFile.SetPassword(_folder.File("users"), name, Password, role);
            _tokens[name] = UsersFile.AddToken(_folder.File("users"), name);
        }

        _host = await OrchestratorHost.StartAsync(
            new OrchestratorOptions { DataFolder = _folder.File("data"), HttpPort = 0, ClusterPort = 0, Access = new() { UsersFile = _folder.File("users") } }, default);
    }

    /// <param name="role">Whose token comes with it; null: nobody's.</param>
    public async Task<HttpResponseMessage> AskAsync(string method, string path, string? role, string body = "", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, path));
        request.Headers.Authorization = role is null ? null : new AuthenticationHeaderValue("Bearer", Token(role));
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        change?.Invoke(request);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
