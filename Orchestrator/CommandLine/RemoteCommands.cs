using System.CommandLine;
using System.Text.Json;
using Orchestrator.Api;
using Orchestrator.Sweeps;

namespace Orchestrator.CommandLine;

/// <summary>The commands that talk to an orchestrator elsewhere: submit and list.</summary>
public static class RemoteCommands
{
    public static Command Submit(Terminal terminal)
    {
        var (files, set, server, fresh, json) =
            (SweepArguments.Files(), SweepArguments.Set(), SweepArguments.Server(), SweepArguments.Fresh(), SweepArguments.Json("The sweep's id and number of trials"));
        var noCache = SweepArguments.NoCache();
        var command = new ExampleCommand("submit", "Hand a sweep to an orchestrator and return; of several files each waits for the end of the one before it")
        {
            files, set, server, fresh, noCache, json,
        };
        command.SetAction((parsed, cancellation) => SubmitAsync(
            parsed.GetValue(files)!,
            SweepArguments.Overrides(parsed.GetValue(set)),
            SweepArguments.Client(parsed.GetValue(server), terminal),
            parsed.GetValue(fresh),
            parsed.GetValue(noCache),
            parsed.GetValue(json),
            terminal,
            cancellation));
        return command.Example(
            "submit my.yaml", "submit my.yaml --server http://10.0.0.5:5680", "submit my.yaml --json", "submit my.yaml --set parameters.epochs=2", "submit first.yaml then.yaml");
    }

    public static Command List(Terminal terminal)
    {
        var (server, json) = (SweepArguments.Server(), SweepArguments.Json("The sweeps"));
        var command = new ExampleCommand("list", "List all sweeps of an orchestrator") { server, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SweepArguments.Client(parsed.GetValue(server), terminal);
            var sweeps = await client.ListAsync(cancellation);
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(sweeps, ApiJson.Default.SweepDtoArray));
            }
            else if (sweeps.Length == 0)
            {
                await terminal.Out.WriteLineAsync("no sweep was submitted yet (see 'submit')");
            }
            else
            {
                terminal.Show(SweepTable.Render(sweeps));
            }

            return ExitCodes.Success;
        });
        return command.Example("list", "list --json");
    }

    private static async Task<int> SubmitAsync(
        string[] files, IReadOnlyList<SweepOverride> overrides, OrchestratorClient server, bool fresh, bool noCache, bool json, Terminal terminal, CancellationToken cancellation)
    {
        using var client = server;
        var sources = new List<SweepSource>();
        foreach (var file in files)
        {
            sources.Add(await SweepText.ReadAsync(file, overrides, cancellation));
        }

        return await SweepSeries.OneByOneAsync(sources, (source, last) => SubmitAsync(client, source, fresh, noCache, json, wait: !last, terminal, cancellation), terminal);
    }

    private static async Task<int> SubmitAsync(OrchestratorClient client, SweepSource source, bool fresh, bool noCache, bool json, bool wait, Terminal terminal, CancellationToken cancellation)
    {
        var answer = await client.SubmitAsync(source, fresh, noCache, cancellation);
        if (answer.Submitted is not { } submitted)
        {
            return FaultLines.Refuse(terminal, source.File, answer.Faults);
        }

        var start = submitted.Start is null ? "" : $", starting from {submitted.Start}";
        await terminal.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(submitted, ApiJson.Default.SubmittedDto)
            : $"{submitted.Id} {(submitted.Resumed ? "was known and goes on" : "is submitted")}: {Words.Plural(submitted.Trials, "trial")}{start}; see {new Uri(client.Server, $"sweeps/{submitted.Id}")}");
        if (!wait)
        {
            return ExitCodes.Success;
        }

        var notes = json ? terminal with { Out = terminal.Error, Plain = true } : terminal;
        return SweepStates.ExitCode(await new SweepWatch(client, submitted.Id, notes).ToEndAsync(json: false, cancellation));
    }
}
