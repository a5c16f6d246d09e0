using System.CommandLine;
using System.Text.Json;
using Orchestrator.Api;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>amend SWEEP FILE</c>: puts a file's terms in place of a sweep's, where that changes no trial.</summary>
public static class AmendCommand
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, file, set) = (SweepArguments.Known(), new Argument<string>("FILE") { Description = "The sweep file with the new terms" }, SweepArguments.Set());
        var (why, server, json) = (ControlCommands.Why(), SweepArguments.Server(), SweepArguments.Json("The differences"));
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show the difference" };
        var command = new ExampleCommand("amend", "Change a sweep's terms to those of a file: retries, resources, checkpoints, tags, description; shows the difference, and refuses what would change its trials")
        {
            sweep, file, set, dryRun, why, server, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SweepArguments.Client(parsed.GetValue(server), terminal);
            var meant = await SweepChoice.AskAsync(client, parsed.GetValue(sweep), cancellation);
            var source = await SweepText.ReadAsync(parsed.GetValue(file)!, SweepArguments.Overrides(parsed.GetValue(set)), cancellation);
            var (amended, faults) = await client.AmendAsync(meant.Id, source, parsed.GetValue(dryRun), ControlCommands.Who, parsed.GetValue(why)!, cancellation);
            return amended is null ? FaultLines.Refuse(terminal, source.File, faults) : await ShowAsync(amended, parsed.GetValue(json), terminal);
        });
        return command.Example("amend quickstart my.yaml", "amend quickstart my.yaml --dry-run", "amend quickstart my.yaml --set retry.attempts=5");
    }

    private static async Task<int> ShowAsync(AmendedDto amended, bool json, Terminal terminal)
    {
        var refused = amended.Changes.Count(change => change.Refused is not null);
        if (json)
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(amended, ApiJson.Default.AmendedDto));
        }
        else
        {
            if (amended.Changes.Count > 0)
            {
                terminal.Show(Render(amended.Changes));
            }

            await terminal.Out.WriteLineAsync(
                amended.Changes.Count == 0 ? $"{amended.Id} has these terms already"
                : amended.Applied ? $"{amended.Id} goes on under the new terms"
                : $"{amended.Id} is as it was");
        }

        if (refused > 0)
        {
            terminal.Complain($"{Words.Plural(refused, "change")} of {amended.Id} can't be made; nothing was changed");
        }

        return refused > 0 ? ExitCodes.Refused : ExitCodes.Success;
    }

    /// <summary>A row a difference. Pure.</summary>
    public static Table Render(IReadOnlyList<ChangeDto> changes)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("what", "from", "to", "");
        foreach (var change in changes)
        {
            table.AddRow(new[] { change.Key, change.From, change.To, change.Refused is { } reason ? $"refused: {reason}" : "" }.Select(cell => new Text(Words.Clean(cell))));
        }

        return table;
    }
}
