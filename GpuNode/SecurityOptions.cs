using System.CommandLine;
using Shared.Security;

namespace GpuNode;

/// <summary>The part of the command line that says what the agent proves itself with, and where it may listen without.</summary>
internal sealed class SecurityOptions
{
    private readonly Option<string?> _tls = new("--tls")
    {
        Description = $"Folder with ca.crt, node.crt and node.key, as 'certs node' makes it: this node and the orchestrator prove to each other who they are. [default: ${TlsFolder.Variable}, else no TLS]",
        HelpName = "DIR",
    };

    private readonly Option<bool> _insecure = new("--insecure") { Description = $"Listen for the cluster at a --host that others reach, without --tls. [default: ${ListeningRules.InsecureVariable}]" };

    public void AddTo(Command command)
    {
        command.Options.Add(_tls);
        command.Options.Add(_insecure);
    }

    /// <returns>The credentials, or why there are none, in one line with the cure.</returns>
    public (AgentCredentials Credentials, string? Fault) Open(ParseResult parsed, string host)
    {
        var folder = parsed.GetValue(_tls) ?? (Environment.GetEnvironmentVariable(TlsFolder.Variable) is { Length: > 0 } named ? named : null);
        try
        {
            var fault = ListeningRules.ClusterFault(host, folder is not null, parsed.GetValue(_insecure) || ListeningRules.IsInsecure(Environment.GetEnvironmentVariable), "--host");
            return fault is null ? (AgentCredentials.Open(folder), null) : (AgentCredentials.None, fault);
        }
        catch (IOException wrong)
        {
            return (AgentCredentials.None, wrong.Message);
        }
    }
}
