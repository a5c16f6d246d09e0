using System.CommandLine;
using Orchestrator.Backups;
using Orchestrator.Hosting;
using Orchestrator.Tracking.Artifacts;

namespace Orchestrator.CommandLine;

/// <summary><c>backup</c> and <c>restore</c>: all that an orchestrator keeps, as one file.</summary>
internal static class BackupCommands
{
    public static Command Backup(Terminal terminal)
    {
        var (data, journal, artifacts) = (SweepArguments.Data(), SweepArguments.Journal(), SweepArguments.Artifacts());
        var to = new Option<string>("--to") { Description = "The file to write, a tar; NAME.tar.gz is compressed", HelpName = "FILE", Required = true };
        var command = new ExampleCommand(
            "backup",
            "Copy all that an orchestrator keeps (journal, tracked runs, artifacts, checkpoints, answers) into one file, also while it serves. A journal in PostgreSQL is pg_dump's, to be taken just before, and a bucket is copied after; data sets, certificates and users' files are yours")
        {
            data, to, journal, artifacts,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = Path.GetFullPath(parsed.GetValue(to)!);
            var options = new OrchestratorOptions { DataFolder = Path.GetFullPath(parsed.GetValue(data)!), Journal = SweepArguments.JournalAddress(parsed.GetValue(journal), terminal) }.Checked();
            if (options.Journal is { } address)
            {
                terminal.Complain($"the journal is in PostgreSQL and not part of this backup: 'pg_dump --format=custom --file=journal.dump {Place(address)}' takes it, and must have been run before this command, so that no sweep in it knows a run that this file lacks");
            }

            if (SweepArguments.ArtifactsAddress(parsed.GetValue(artifacts), terminal) is { } bucket)
            {
                terminal.Complain($"artifacts and checkpoints are in {ObjectStoreAddress.Parse(bucket)} and not part of this backup: copy that after this command, so that no run in this file names an artifact that the copy lacks");
            }

            var manifest = await BackupWriter.WriteAsync(options, file, terminal.Clock, cancellation);
            await terminal.Out.WriteLineAsync($"{file}: {Words.Plural(manifest.Files.Count, "file")}, {Words.Bytes(new FileInfo(file).Length)}; 'restore {file} --data NEW' puts it back");
            return ExitCodes.Success;
        });
        return command.Example("backup --data /srv/experiments --to /backup/experiments-monday.tar.gz");
    }

    public static Command Restore(Terminal terminal)
    {
        var from = new Argument<string>("FILE") { Description = "What 'backup' wrote" };
        var data = new Option<string>("--data") { Description = "The folder to restore into; it must be empty or not there yet", HelpName = "DIR", Required = true };
        var command = new ExampleCommand(
            "restore", "Put a backup into an empty folder, all of it or nothing, each file checked against its digest; 'serve --data DIR' then goes on with its sweeps. Stop the orchestrator that was backed up first")
        {
            from, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Path.GetFullPath(parsed.GetValue(data)!);
            var manifest = await BackupReader.RestoreAsync(Path.GetFullPath(parsed.GetValue(from)!), folder, cancellation);
            await terminal.Out.WriteLineAsync($"{folder}: {Words.Plural(manifest.Files.Count, "file")} as of {manifest.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}, from version {manifest.Version}");
            await terminal.Out.WriteLineAsync(manifest.JournalElsewhere
                ? "its journal was in PostgreSQL: 'pg_restore --dbname=DATABASE journal.dump' puts that back, then serve with --journal"
                : $"'serve --data {folder}' goes on with its sweeps");
            return ExitCodes.Success;
        });
        return command.Example("restore /backup/experiments-monday.tar.gz --data /srv/experiments");
    }

    private static string Place(string address)
    {
        var server = JournalAddress.Parse(address);
        return $"--host={server.Host} --port={server.Port} --username={server.Username} {server.Database}";
    }
}
