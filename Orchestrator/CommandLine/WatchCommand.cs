using System.CommandLine;

namespace Orchestrator.CommandLine;

/// <summary><c>watch [SWEEP]</c>: follows a sweep to its end.</summary>
public static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, server, plain, json) =
            (SweepArguments.KnownOrNewest(), SweepArguments.Server(), SweepArguments.Plain(), SweepArguments.Json("A line for each change of the sweep"));
        var command = new ExampleCommand("watch", "Follow a sweep to its end, live; Ctrl+C ends the watching, not the sweep") { sweep, server, plain, json };
        command.SetAction((parsed, cancellation) => ExecuteAsync(
            parsed.GetValue(sweep),
            SweepArguments.Client(parsed.GetValue(server), terminal),
            parsed.GetValue(json),
            terminal.With(parsed.GetValue(plain)),
            cancellation));
        return command.Example("watch", "watch quickstart --plain", "watch --server http://10.0.0.5:5680 --json");
    }

    private static async Task<int> ExecuteAsync(string? text, OrchestratorClient server, bool json, Terminal terminal, CancellationToken cancellation)
    {
        using var client = server;
        var meant = await SweepChoice.AskAsync(client, text, cancellation);
        try
        {
            var sweep = await new SweepWatch(client, meant.Id, terminal).ToEndAsync(json, cancellation);
            if (!json)
            {
                terminal.Show(TrialTable.Render(sweep, await Ranking.OfAsync(client, sweep, cancellation)));
            }

            return SweepStates.ExitCode(sweep);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Complain($"{meant.Id} goes on without being watched; 'cancel' stops it");
            throw;
        }
    }
}
