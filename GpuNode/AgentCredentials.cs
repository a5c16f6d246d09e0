using Shared.Mlflow;
using Shared.Security;

namespace GpuNode;

/// <summary>What the agent proves itself with: in the cluster by its certificate, over HTTP by its token.</summary>
/// <param name="Tls">Null: the cluster speaks no TLS.</param>
/// <param name="Access">For the orchestrators' HTTP.</param>
public sealed record AgentCredentials(TlsFolder? Tls, OrchestratorAccess Access)
{
    public static AgentCredentials None { get; } = new(null, OrchestratorAccess.None);

    /// <param name="folder">For TLS; null: none.</param>
    /// <exception cref="IOException">A certificate, a key or the token can't be used; the message is one line and holds no secret.</exception>
    public static AgentCredentials Open(string? folder)
    {
        var tls = folder is null ? null : TlsFolder.Open(folder);
        return new(tls, OrchestratorAccess.From(Environment.GetEnvironmentVariable, tls));
    }

    /// <summary>The way to the tracking server that a sweep is recorded in. The token is an orchestrator's: it goes nowhere else.</summary>
    /// <param name="orchestrator">Base address of the orchestrator that has the sweep; empty where it is not known.</param>
    public MlflowConnection Tracking(string uri, string orchestrator) =>
        Uri.TryCreate(orchestrator, UriKind.Absolute, out var own) && Uri.TryCreate(uri, UriKind.Absolute, out var tracking) && own.GetLeftPart(UriPartial.Authority) == tracking.GetLeftPart(UriPartial.Authority)
            ? MlflowConnection.Own(uri, Access, Environment.GetEnvironmentVariable)
            : MlflowConnection.Parse(uri);
}
