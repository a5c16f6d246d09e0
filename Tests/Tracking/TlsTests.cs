using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.Tracking;

/// <summary>https, with MLflow's own variables for whom to trust and as whom to come.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("MLFLOW_TRACKING_INSECURE_TLS", "true", true)]
    [InlineData("MLFLOW_TRACKING_SERVER_CERT_PATH", "authority.pem", true)]
    [InlineData("MLFLOW_TRACKING_SERVER_CERT_PATH", "stranger.pem", false)]
    public async Task A_server_is_trusted_by_what_the_variables_name(string? variable, string? value, bool trusted)
    {
        using var authority = Authority("authority");
        using var stranger = Authority("stranger");
        await using var server = await ServeAsync(authority, askClient: false);

        var fault = await AskAsync(server, name => name == variable ? In(value) : null);

        Assert.Equal(trusted, fault.Length == 0);
        Assert.True(trusted || fault.Contains("does not speak https as it should", StringComparison.Ordinal), fault);
    }

    [Fact]
    public async Task A_client_comes_with_its_certificate_where_one_is_named()
    {
        using var authority = Authority("authority");
        await using var server = await ServeAsync(authority, askClient: true);
        string? Trusting(string name) => name == "MLFLOW_TRACKING_SERVER_CERT_PATH" ? In("authority.pem") : null;

        Assert.NotEmpty(await AskAsync(server, Trusting));
        Assert.Empty(await AskAsync(server, name => name == "MLFLOW_TRACKING_CLIENT_CERT_PATH" ? In("authority.pem") : Trusting(name)));
    }

    [Fact]
    public void A_certificate_that_is_not_there_is_said_in_one_line()
    {
        var fault = Assert.Throws<MlflowException>(() => new MlflowClient(MlflowConnection.Parse("https://host", name => name == "MLFLOW_TRACKING_SERVER_CERT_PATH" ? "/nowhere.pem" : null)));

        Assert.Contains("/nowhere.pem", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[mlflow]\nmlflow_tracking_username = me\nmlflow_tracking_password=se=cret\n", "Basic bWU6c2U9Y3JldA==")]
    [InlineData("[other]\nmlflow_tracking_username = me\nmlflow_tracking_password = x\n", "Bearer t")]
    public void Credentials_are_kept_in_the_home_as_Pythons_client_keeps_them(string file, string sent)
    {
        Directory.CreateDirectory(_folder.File(".mlflow"));
        File.WriteAllText(_folder.File(".mlflow/credentials"), file);

        var connection = MlflowConnection.Parse("http://host", name => name switch { "HOME" => _folder.Path, "MLFLOW_TRACKING_TOKEN" => "t", _ => null });

        Assert.Equal(sent, connection.Authorization?.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private string? In(string? file) => file?.EndsWith(".pem", StringComparison.Ordinal) == true ? _folder.File(file) : file;

    // Signed by itself: it is its own authority.
    private X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder.File($"{name}.pem"), $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return certificate;
    }

    private static async Task<WebApplication> ServeAsync(X509Certificate2 certificate, bool askClient)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = askClient ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (client, _, _) => client.Thumbprint == certificate.Thumbprint;
        })));
        var app = builder.Build();
        app.MapPost("/api/2.0/mlflow/experiments/search", () => Results.Text("{}", "application/json"));
        await app.StartAsync();
        return app;
    }

    private static async Task<string> AskAsync(WebApplication server, Func<string, string?> variable)
    {
        using var client = new MlflowClient(MlflowConnection.Parse(server.Urls.Single(), variable), new() { Patience = TimeSpan.Zero });
        try
        {
            await client.CheckAsync();
            return "";
        }
        catch (MlflowException fault)
        {
            return fault.Message;
        }
    }
}
