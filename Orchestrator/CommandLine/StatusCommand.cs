using System.CommandLine;
using System.Text.Json;
using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary><c>status [SWEEP]</c>: a sweep as it is now, its trials and the nodes.</summary>
public static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, server, plain, json) =
            (SweepArguments.KnownOrNewest(), SweepArguments.Server(), SweepArguments.Plain(), SweepArguments.Json("The sweep and all its trials"));
        var command = new ExampleCommand("status", "Show a sweep as it is now: its numbers, its running trials, the best, the nodes") { sweep, server, plain, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SweepArguments.Client(parsed.GetValue(server), terminal);
            var meant = await SweepChoice.AskAsync(client, parsed.GetValue(sweep), cancellation);
            await (parsed.GetValue(json) ? JsonAsync(client, meant, terminal, cancellation) : ShowAsync(client, meant, terminal.With(parsed.GetValue(plain)), cancellation));
            return ExitCodes.Success;
        });
        return command.Example("status", "status quickstart --server http://10.0.0.5:5680", "status quickstart --json");
    }

    private static async Task ShowAsync(OrchestratorClient client, SweepDto sweep, Terminal terminal, CancellationToken cancellation)
    {
        var width = terminal.Ansi().Profile.Width;
        terminal.Show(LiveView.Render(sweep, width));
        if (sweep.Start is { } start)
        {
            terminal.Show(LiveView.Line($"starts from {start}", width));
        }

        terminal.Show(TrialTable.Render(sweep, await Ranking.OfAsync(client, sweep, cancellation)));
        foreach (var node in await client.NodesAsync(cancellation))
        {
            var draining = node.Draining ? ", leaving" : "";
            terminal.Show(LiveView.Line($"node {node.Agent} on {node.Host}: {node.Running.Count} of {Words.Plural(node.Slots.Count, "slot")} busy{draining}", width));
            if (node.Refused is { } reason)
            {
                // Its end is the cure: not to be cut.
                await terminal.Out.WriteLineAsync(Words.Clean($"  given no work: {reason}"));
            }
        }
    }

    // Written trial by trial: a million of them never lie in memory together.
    private static async Task JsonAsync(OrchestratorClient client, SweepDto sweep, Terminal terminal, CancellationToken cancellation)
    {
        await terminal.Out.WriteAsync($$"""{"sweep":{{JsonSerializer.Serialize(sweep, ApiJson.Default.SweepDto)}},"trials":[""");
        var separator = "";
        await foreach (var trial in client.AllTrialsAsync(sweep.Id, cancellation))
        {
            await terminal.Out.WriteAsync(separator + JsonSerializer.Serialize(trial, ApiJson.Default.TrialDto));
            separator = ",";
        }

        await terminal.Out.WriteLineAsync("]}");
    }
}
