using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData("http://localhost:5000", "http://localhost:5000")]
    [InlineData("https://host/mlflow/", "https://host/mlflow")]
    [InlineData("http://me:secret@host:5000", "http://host:5000")]
    public void An_address_prints_without_credentials(string uri, string printed) =>
        Assert.Equal(printed, MlflowConnection.Parse(uri, _ => null).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost:5000")]
    [InlineData("sqlite:///mlflow.db")]
    [InlineData("file:///tmp/mlruns")]
    [InlineData("/tmp/mlruns")]
    [InlineData("databricks")]
    [InlineData("http://")]
    [InlineData("ftp://me:secret@host/x")]
    [InlineData("http//me:secret@host")]
    public void What_is_no_web_address_is_refused_without_telling_a_password(string uri)
    {
        var fault = Assert.Throws<FormatException>(() => MlflowConnection.Parse(uri, _ => null));

        Assert.Contains("http://host:5000", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("http://host", "u", "p", "t", "Basic dTpw")]
    [InlineData("http://host", "u", null, "t", "Bearer t")]
    [InlineData("http://host", null, null, "t", "Bearer t")]
    [InlineData("http://a:b%40c@host", null, null, null, "Basic YTpiQGM=")]
    [InlineData("http://a:b@host", "u", "p", null, "Basic dTpw")]
    [InlineData("http://host", null, null, null, null)]
    public async Task Credentials_are_those_that_the_Python_client_would_send(string uri, string? user, string? password, string? token, string? sent)
    {
        var connection = MlflowConnection.Parse(uri, name => name switch
        {
            "MLFLOW_TRACKING_USERNAME" => user,
            "MLFLOW_TRACKING_PASSWORD" => password,
            "MLFLOW_TRACKING_TOKEN" => token,
            _ => null,
        });
        var seen = new List<string?>();
        using var client = new MlflowClient(connection, transport: new Recorder(seen));

        await client.CheckAsync();
        await client.UploadArtifactAsync("http://elsewhere/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts", "x", new byte[1]);

        // An artifact store on another host is not shown them.
        Assert.Equal([sent, null], seen);
    }

    private sealed class Recorder(List<string?> seen) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add(request.Headers.Authorization?.ToString());
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent("{}") });
        }
    }
}
