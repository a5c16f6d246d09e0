using Microsoft.Data.Sqlite;
using Orchestrator;
using Orchestrator.Coordinator;
using Orchestrator.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Hosting;

/// <summary>The journal in a file, when it could not be written for a while.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_failed_is_told_until_the_file_takes_writes_though_nobody_writes()
    {
        var options = new OrchestratorOptions { DataFolder = _folder.Folder("data") };
        JournalFile.Prepare(options);
        var health = new JournalHealth { TryWrite = cancellation => JournalFile.TryWriteAsync(options, cancellation) };
        await using (var other = new SqliteConnection($"Data Source={options.JournalPath};Pooling=false"))
        {
            await other.OpenAsync();
            await using var held = other.BeginTransaction(deferred: false);
            Assert.Null(await health.AskAsync(default));
            health.Failed(new IOException("no disk"));
            Assert.Contains("database is locked", await health.AskAsync(default), StringComparison.Ordinal);
            Assert.Contains("no disk", health.Trouble, StringComparison.Ordinal);
        }

        Assert.Null(await health.AskAsync(default));
        Assert.Equal("", health.Trouble);
    }
}
