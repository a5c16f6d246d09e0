using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Api;
using Shared.Checkpoints;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>checkpoint</c>: which checkpoints of unfinished trials an orchestrator keeps, and which of them stay whatever the policy says.</summary>
public static class CheckpointCommand
{
    public static Command Create(Terminal terminal) => new("checkpoint", "List, pin and drop the checkpoints that an orchestrator keeps of unfinished trials")
    {
        List(terminal),
        Pin(terminal, "pin", "Keep a trial's newest checkpoint, or that of an epoch, until it is unpinned, even when the trial is finished", pinned: true),
        Pin(terminal, "unpin", "Keep a pinned checkpoint no longer than the sweep's policy says", pinned: false),
        Drop(terminal),
    };

    /// <summary>One line a checkpoint.</summary>
    public static Table Render(IEnumerable<KeptCheckpoint> kept)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("trial", "epoch", "batch", "size", "attempt", "written", "objective", "hash", "pinned");
        foreach (var one in kept)
        {
            string[] cells =
            [
                Words.Count(one.Index), Words.Count(one.Epoch), one.Batch > 0 ? Words.Count(one.Batch) : "", Words.Bytes(one.Bytes), Words.Count(one.Attempt),
                one.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), one.Objective is { } value ? Words.Number(value) : "", one.Hash[..12], one.Pinned ? "yes" : "",
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    /// <summary>Why nothing is kept of a sweep. Pure.</summary>
    public static string WhyNone(SweepDto sweep) => $"no checkpoint of {sweep.Id} is kept: " + sweep switch
    {
        { Trials: var trials } when trials.Finished == trials.Total => "its trials are finished, and the last one of each is an artifact of its run",
        { Running.Count: 0, Trials: { Finished: 0, Failed: 0 } } => $"none of its trials runs yet ('why {sweep.Id}' says what they wait for)",
        { Running.Count: 0 } => "none of its unfinished trials has written one",
        { Running: var running } when running.All(trial => trial.Epoch == 0) =>
            $"{(running.Count == 1 ? "its running trial is" : $"its {running.Count} running trials are")} still in the first epoch, and one is written when an epoch has ended",
        _ => "the running trials have written none yet (the file's 'checkpoint: { every: … }' says after how many epochs they do), or their nodes still bring them here",
    };

    private static ExampleCommand List(Terminal terminal)
    {
        var (sweep, server, json) = (SweepArguments.Known(), SweepArguments.Server(), SweepArguments.Json("The checkpoints"));
        var command = new ExampleCommand("list", "List what is kept of a sweep's trials, newest first") { sweep, server, json };
        command.SetAction((parsed, cancellation) => AskAsync(terminal, parsed.GetValue(server), parsed.GetValue(sweep), async (client, id) =>
        {
            var kept = await client.CheckpointsAsync(id, cancellation);
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(kept, CheckpointJson.Default.KeptCheckpointArray));
            }
            else if (kept.Length == 0)
            {
                await terminal.Out.WriteLineAsync(WhyNone(await client.SweepAsync(id, cancellation)));
            }
            else
            {
                terminal.Show(Render(kept));
            }
        }, cancellation));
        return command.Example("checkpoint list quickstart", "checkpoint list quickstart --json");
    }

    private static ExampleCommand Pin(Terminal terminal, string name, string description, bool pinned)
    {
        var (sweep, trial, server) = (SweepArguments.Known(), new Argument<int>("TRIAL") { Description = "The trial's index" }, SweepArguments.Server());
        var epoch = new Option<int?>("--epoch") { Description = "Of the checkpoint that is meant [default: the newest]", HelpName = "EPOCH" };
        var command = new ExampleCommand(name, description) { sweep, trial, epoch, server };
        command.SetAction((parsed, cancellation) => AskAsync(terminal, parsed.GetValue(server), parsed.GetValue(sweep), async (client, id) =>
        {
            await client.PinAsync(id, parsed.GetValue(trial), parsed.GetValue(epoch), pinned, cancellation);
            await terminal.Out.WriteLineAsync($"{(pinned ? "pinned" : "unpinned")} a checkpoint of trial {parsed.GetValue(trial)} of {id}");
        }, cancellation));
        return command.Example($"checkpoint {name} quickstart 3", $"checkpoint {name} quickstart 3 --epoch 10");
    }

    private static ExampleCommand Drop(Terminal terminal)
    {
        var (sweep, server) = (SweepArguments.Known(), SweepArguments.Server());
        var command = new ExampleCommand("drop", "Free what is kept of a sweep that nobody will resume, but for what is pinned; its unfinished trials then begin from scratch elsewhere") { sweep, server };
        command.SetAction((parsed, cancellation) => AskAsync(terminal, parsed.GetValue(server), parsed.GetValue(sweep), async (client, id) =>
        {
            await client.DropCheckpointsAsync(id, cancellation);
            await terminal.Out.WriteLineAsync($"dropped the checkpoints of {id}, but for what is pinned");
        }, cancellation));
        return command.Example("checkpoint drop quickstart");
    }

    private static async Task<int> AskAsync(Terminal terminal, string? server, string? sweep, Func<OrchestratorClient, string, Task> ask, CancellationToken cancellation)
    {
        using var client = SweepArguments.Client(server, terminal);
        await ask(client, (await SweepChoice.AskAsync(client, sweep, cancellation)).Id);
        return ExitCodes.Success;
    }
}
