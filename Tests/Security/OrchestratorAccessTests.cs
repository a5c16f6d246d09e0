using GpuNode;
using Shared.Security;
using Tests.Support;
using Xunit;

namespace Tests.Security;

/// <summary>Where a process takes its token from, and to whom it shows it.</summary>
public sealed class OrchestratorAccessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_token_comes_from_the_environment_or_from_a_file_that_it_names()
    {
        File.WriteAllText(_folder.File("token"), "of-the-file\nmore\n");

        Assert.Null(From().Authorization);
        Assert.Equal("Bearer of-the-file", From((OrchestratorAccess.TokenFileVariable, _folder.File("token"))).Authorization?.ToString());
        Assert.Equal("Bearer typed", From((OrchestratorAccess.TokenVariable, " typed\n"), (OrchestratorAccess.TokenFileVariable, _folder.File("token"))).Authorization?.ToString());
    }

    [Fact]
    public void What_is_no_token_is_refused_without_being_said()
    {
        Assert.DoesNotContain("secret", Assert.Throws<IOException>(() => From((OrchestratorAccess.TokenVariable, "my secret"))).Message);
        Assert.Contains("auth token add", Assert.Throws<IOException>(() => From((OrchestratorAccess.TokenVariable, "my secret"))).Message);
        Assert.Throws<IOException>(() => From((OrchestratorAccess.TokenFileVariable, _folder.File("nowhere"))));
    }

    [Fact]
    public void The_token_is_printed_by_nothing()
    {
        var access = From((OrchestratorAccess.TokenVariable, "hush"));
        Assert.DoesNotContain("hush", $"{access} {new AgentCredentials(null, access)} {new Orchestrator.Hosting.LocalNodeOptions("", "", [], null) { Access = access }}");
    }

    [Theory]
    [InlineData("http://head:5680", "http://head:5680/", true)]
    [InlineData("http://head:5680", "", false)]
    [InlineData("http://head:5681", "http://head:5680/", false)]
    [InlineData("https://mlflow.example.org", "http://head:5680/", false)]
    [InlineData("http://head:5680", "https://head:5680/", false)]
    public void A_node_shows_its_token_to_the_orchestrators_own_tracking_server_and_to_no_other(string tracking, string orchestrator, bool shown)
    {
        var credentials = new AgentCredentials(null, From((OrchestratorAccess.TokenVariable, "hush")));
        Assert.Equal(shown, credentials.Tracking(tracking, orchestrator).Authorization?.Parameter == "hush");
    }

    [Fact]
    public void What_proves_who_we_are_is_withheld_from_programs_that_need_it_not()
    {
        var environment = SecretVariables.All.ToDictionary(name => name, _ => (string?)"x");
        environment["PATH"] = "/bin";

        SecretVariables.Withhold(environment);

        Assert.Equal(["PATH"], environment.Keys);
    }

    private static OrchestratorAccess From(params (string Name, string Value)[] variables) => OrchestratorAccess.From(name => variables.FirstOrDefault(one => one.Name == name).Value);
}
