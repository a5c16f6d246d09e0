using Microsoft.Data.Sqlite;
using Orchestrator.CommandLine;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Operations;

/// <summary>Backups of a folder at rest; of one that is served see <see cref="EndToEnd.OperationsTests"/>.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Archive => Path.Combine(_folder.Path, "backup.tar");

    private string Restored => Path.Combine(_folder.Path, "restored");

    public BackupTests()
    {
        Directory.CreateDirectory(Path.Combine(Data, "artifacts", "1", "run"));
        File.WriteAllText(Path.Combine(Data, "artifacts", "1", "run", "weights.txt"), "some weights");
        File.WriteAllText(Path.Combine(Data, "members"), "akka.tcp://experiments@10.0.0.6:5682");
        using var journal = new SqliteConnection($"Data Source={Path.Combine(Data, "journal.db")};Pooling=false");
        journal.Open();
        using var command = journal.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE journal (n INTEGER); INSERT INTO journal VALUES (7)";
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_backed_up_is_restored_without_the_nodes_that_the_old_orchestrator_knew()
    {
        Assert.Equal(ExitCodes.Success, (await CommandRun.OfAsync(["backup", "--data", Data, "--to", Archive])).Code);
        Assert.Equal(ExitCodes.Success, (await CommandRun.OfAsync(["restore", Archive, "--data", Restored])).Code);

        Assert.Equal("some weights", File.ReadAllText(Path.Combine(Restored, "artifacts", "1", "run", "weights.txt")));
        Assert.Equal(["artifacts", "journal.db"], Directory.GetFileSystemEntries(Restored).Select(Path.GetFileName).Order());
        using var journal = new SqliteConnection($"Data Source={Path.Combine(Restored, "journal.db")};Pooling=false");
        journal.Open();
        using var command = journal.CreateCommand();
        command.CommandText = "SELECT n FROM journal";
        Assert.Equal(7L, command.ExecuteScalar());
    }

    [Fact]
    public async Task A_restore_writes_over_nothing()
    {
        await CommandRun.OfAsync(["backup", "--data", Data, "--to", Archive]);

        var refused = await CommandRun.OfAsync(["restore", Archive, "--data", Data]);

        Assert.Equal(ExitCodes.Refused, refused.Code);
        Assert.Contains("is not empty", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("some weights", "soma weights")]
    [InlineData("backup.json", "backup.jsom")]
    public async Task A_damaged_backup_is_refused_and_leaves_nothing(string text, string damage)
    {
        await CommandRun.OfAsync(["backup", "--data", Data, "--to", Archive]);
        var bytes = File.ReadAllBytes(Archive);
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        System.Text.Encoding.UTF8.GetBytes(damage).CopyTo(bytes, at);
        File.WriteAllBytes(Archive, bytes);

        var refused = await CommandRun.OfAsync(["restore", Archive, "--data", Restored]);

        Assert.Equal(ExitCodes.Refused, refused.Code);
        Assert.Contains("is damaged, and nothing was restored", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Restored));
    }

    [Fact]
    public async Task A_backup_that_was_broken_off_is_refused()
    {
        await CommandRun.OfAsync(["backup", "--data", Data, "--to", Archive]);
        File.WriteAllBytes(Archive, File.ReadAllBytes(Archive)[..^4096]);

        Assert.Equal(ExitCodes.Refused, (await CommandRun.OfAsync(["restore", Archive, "--data", Restored])).Code);
    }

    [Fact]
    public async Task A_journal_in_PostgreSQL_is_named_as_another_tools_part()
    {
        var run = await CommandRun.OfAsync(["backup", "--data", Data, "--to", Archive, "--journal", "postgres://ada@db.example.org/experiments"]);

        Assert.Contains("pg_dump --format=custom --file=journal.dump --host=db.example.org --port=5432 --username=ada experiments", run.Error, StringComparison.Ordinal);
        Assert.Contains("pg_restore", (await CommandRun.OfAsync(["restore", Archive, "--data", Restored])).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_an_orchestrators_data_is_refused() =>
        Assert.Contains("nothing to back up", (await CommandRun.OfAsync(["backup", "--data", _folder.Folder("empty"), "--to", Archive])).Error, StringComparison.Ordinal);
}
