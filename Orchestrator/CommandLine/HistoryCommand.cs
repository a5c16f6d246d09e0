using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Api;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>history SWEEP</c>: who did what to a sweep, when and why.</summary>
public static class HistoryCommand
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, server, json) = (SweepArguments.KnownOrNewest(), SweepArguments.Server(), SweepArguments.Json("The records"));
        var command = new ExampleCommand("history", "Show who did what to a sweep, when and why") { sweep, server, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SweepArguments.Client(parsed.GetValue(server), terminal);
            var meant = await SweepChoice.AskAsync(client, parsed.GetValue(sweep), cancellation);
            var records = await client.HistoryAsync(meant.Id, cancellation);
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(records, ApiJson.Default.HistoryDtoArray));
                return ExitCodes.Success;
            }

            terminal.Show(Render(records));
            return ExitCodes.Success;
        });
        return command.Example("history", "history quickstart", "history quickstart --json");
    }

    /// <summary>Oldest first, a row a record. Pure.</summary>
    public static Table Render(IReadOnlyList<HistoryDto> records)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("when", "who", "what", "why");
        foreach (var record in records)
        {
            var when = record.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var what = record.Detail is { } detail ? $"{record.What}: {detail}" : record.What;
            table.AddRow(new[] { when, record.Who ?? "", what, record.Why ?? "" }.Select(cell => new Text(Words.Clean(cell))));
        }

        return table;
    }
}
