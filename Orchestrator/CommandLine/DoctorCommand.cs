using System.CommandLine;
using System.Text.Json;
using Orchestrator.Doctor;
using Shared.Datasets;

namespace Orchestrator.CommandLine;

/// <summary><c>doctor</c>: looks at a machine before it serves or trains, and says what to do about what is wrong.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var (data, server, tracking, json) = (SweepArguments.Data(), SweepArguments.Server(), SweepArguments.Tracking(), SweepArguments.Json("What was found"));
        var (journal, artifacts) = (SweepArguments.Journal(), SweepArguments.Artifacts());
        server.Description = $"An orchestrator that this machine must reach [default: ${SweepArguments.ServerVariable}, or else none]";
        var command = new ExampleCommand("doctor", "Look whether this machine can serve and train: runtime, libtorch, devices, disk, clock, ports, and the servers that are named; exit code 1 where something is wrong")
        {
            data, server, tracking, journal, artifacts, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var good = true;
            List<Finding> all = [];
            await foreach (var finding in LookAsync(
                Path.GetFullPath(parsed.GetValue(data)!), SweepArguments.NamedServer(parsed.GetValue(server), terminal), SweepArguments.TrackingAddress(parsed.GetValue(tracking), terminal),
                SweepArguments.JournalAddress(parsed.GetValue(journal), terminal), SweepArguments.ArtifactsAddress(parsed.GetValue(artifacts), terminal), terminal, cancellation))
            {
                good &= finding.Good is not false;
                all.Add(finding);
                if (!parsed.GetValue(json))
                {
                    await terminal.Out.WriteLineAsync(string.Join('\n', finding.ToString().Split('\n').Select(line => line.StartsWith(' ') ? "    " + Words.Clean(line.Trim()) : Words.Clean(line))));
                }
            }

            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize([.. all], FindingJson.Default.FindingArray));
            }

            return good ? ExitCodes.Success : ExitCodes.Ill;
        });
        return command.Example("doctor", "doctor --server http://10.0.0.5:5680 --data /srv/experiments");
    }

    private static async IAsyncEnumerable<Finding> LookAsync(
        string data, Uri? server, string? tracking, string? journal, string? artifacts, Terminal terminal, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return MachineChecks.Runtime();
        foreach (var finding in await TrainerChecks.AllAsync(cancellation))
        {
            yield return finding;
        }

        yield return MachineChecks.Disk(data);
        yield return await MachineChecks.ClockAsync(terminal.Clock, cancellation);
        var access = SweepArguments.Access(terminal);
        var here = await ServerChecks.IsHereAsync(access, terminal.Clock, cancellation);
        yield return MachineChecks.Port(OrchestratorOptions.DefaultHttpPort, "--port", here);
        yield return MachineChecks.Port(OrchestratorOptions.DefaultClusterPort, "--cluster-port", here);
        if (server is not null)
        {
            foreach (var finding in await ServerChecks.OrchestratorAsync(server, access, terminal.Clock, cancellation))
            {
                yield return finding;
            }
        }

        yield return await ServerChecks.TrackingAsync(tracking, cancellation);
        yield return await ServerChecks.JournalAsync(journal, cancellation);
        yield return await ServerChecks.ArtifactsAsync(artifacts, cancellation);
        foreach (var finding in MachineChecks.Datasets(DatasetStore.DefaultFolder(terminal.Variable)))
        {
            yield return finding;
        }
    }
}
