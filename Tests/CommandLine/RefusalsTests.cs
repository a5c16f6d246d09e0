using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestrator.CommandLine;
using Shared.Datasets;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class RefusalsTests
{
    [Fact]
    public async Task A_port_in_use_is_one_line_with_the_port()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var app = builder.Build();
        var line = Refusals.Describe(await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync()));
        Assert.NotNull(line);
        Assert.Contains($"127.0.0.1:{port}", line);
        Assert.Contains("--port", line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void A_database_that_cannot_be_opened_is_one_line()
    {
        using var folder = new TempFolder();
        using var connection = new SqliteConnection($"Data Source={folder.File("missing/journal.db")}");
        Assert.Contains("can't be opened", Refusals.Describe(Assert.Throws<SqliteException>(connection.Open)));
    }

    [Fact]
    public void A_full_disk_is_told_as_such() => Assert.StartsWith("no space left", Refusals.Describe(new IOException("write failed", 28)));

    [Fact]
    public void A_refusal_is_found_inside_other_exceptions() =>
        Assert.Equal("cure", Refusals.Describe(new AggregateException(new InvalidOperationException("outer", new Orchestrator.RefusalException("cure")))));

    [Fact]
    public void Images_that_are_not_here_are_the_persons_to_import() =>
        Assert.StartsWith("no image folder was imported as 'faces'", Refusals.Describe(new DatasetUnavailableException(ImageFolders.Missing("faces"))));

    [Fact]
    public void A_bug_is_no_refusal() => Assert.Null(Refusals.Describe(new KeyNotFoundException()));
}
