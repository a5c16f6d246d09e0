using System.CommandLine;
using System.Text.Json;
using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary>The commands that change how a sweep goes on: pause, resume, cancel, retry, set, extend. Each is an event in the sweep's journal with who, when and why.</summary>
public static class ControlCommands
{
    /// <summary>Who asks, for the sweep's history.</summary>
    public static string Who => $"{Environment.UserName}@{Environment.MachineName}";

    public static Option<string> Why() => new("--why") { Description = "The reason, for the sweep's history", HelpName = "TEXT", DefaultValueFactory = _ => "" };

    public static Command Pause(Terminal terminal)
    {
        var drain = new Option<bool>("--drain") { Description = "Let running trials finish; without it they write a checkpoint and stop" };
        return Make(
            terminal,
            "pause",
            "Pause a sweep: nothing new starts, running trials write a checkpoint and stop; no retry is used, and it stays open until it is resumed",
            [drain],
            parsed => new ControlDto(Drain: parsed.GetValue(drain)))
            .Example("pause quickstart", "pause quickstart --drain", "pause quickstart --why \"the machine is wanted for a demo\"");
    }

    public static Command Resume(Terminal terminal) => Make(
        terminal, "resume", "Go on with all that is unfinished in a sweep: paused, cancelled and failed trials too", [], _ => new ControlDto())
        .Example("resume quickstart", "resume quickstart --server http://10.0.0.5:5680");

    public static Command Cancel(Terminal terminal)
    {
        var now = new Option<bool>("--now") { Description = "End the trainers at once instead of waiting for a checkpoint; also for a sweep that is being cancelled" };
        return Make(
            terminal, "cancel", "Cancel a sweep: its running trials write a checkpoint and stop; what is finished stays", [now], parsed => new ControlDto(Now: parsed.GetValue(now)))
            .Example("cancel quickstart", "cancel quickstart --now", "cancel quickstart --why \"wrong data set\"");
    }

    public static Command Retry(Terminal terminal)
    {
        var failed = new Option<bool>("--failed") { Description = "The trials that failed for good, or that wait for another try" };
        var where = new Option<string?>("--where")
        {
            Description = "Only those that satisfy an expression over parameters, seed and index, as in a sweep file; 'trial' is the index, too",
            HelpName = "EXPR",
        };
        return Make(
            terminal, "retry", "Try failed trials of a sweep again, at once and with their whole retry budget", [failed, where], parsed => parsed.GetValue(failed)
                ? new ControlDto(Where: parsed.GetValue(where))
                : throw new RefusalException("say which trials: --failed, with --where for some of them (see 'retry --help')"))
            .Example("retry quickstart --failed", "retry quickstart --failed --where \"filters > 8 and seed == 1\"", "retry quickstart --failed --where \"trial in [3, 5]\"");
    }

    public static Command Set(Terminal terminal)
    {
        var most = new Option<int?>("--max-parallel") { Description = "The most trials at a time; 0: no cap. What runs beyond it finishes", HelpName = "N" };
        var priority = new Option<int?>("--priority") { Description = "Sweeps of a higher one get slots first, from -100 to 100", HelpName = "P" };
        var weight = new Option<double?>("--weight") { Description = "The sweep's part of the slots among those of its priority, from 0.01 to 100", HelpName = "W" };
        return Make(
            terminal,
            "set",
            "Change how many slots a sweep gets while it runs; another file for it under the same terms leaves that as it is",
            [most, priority, weight],
            parsed => new ControlDto(MaxParallel: parsed.GetValue(most), Priority: parsed.GetValue(priority), Weight: parsed.GetValue(weight)))
            .Example("set quickstart --max-parallel 2", "set quickstart --weight 2", "set quickstart --priority 10 --why \"the paper is due\"");
    }

    public static Command Extend(Terminal terminal)
    {
        var epochs = new Option<int?>("--epochs") { Description = "Train every trial to so many epochs; finished ones train on from their last checkpoint", HelpName = "N" };
        var add = new Option<string?>("--add") { Description = "Values that a parameter takes too, as in a sweep file; the new trials come behind the last one", HelpName = "PARAMETER=VALUES" };
        var anew = new Option<bool>("--anew") { Description = "With --epochs: trials whose schedule depends on the number of epochs may begin from scratch" };
        return Make(
            terminal,
            "extend",
            "Let a sweep grow: more epochs for its trials, or more values for a parameter; what is finished stays",
            [epochs, add, anew],
            parsed => new ControlDto(Epochs: parsed.GetValue(epochs), Add: parsed.GetValue(add), Anew: parsed.GetValue(anew)))
            .Example("extend my-sweep --epochs 20", "extend my-sweep --add noise=[0.7,0.9]", "extend quickstart --epochs 20 --anew");
    }

    private static ExampleCommand Make(Terminal terminal, string name, string description, IEnumerable<Option> options, Func<ParseResult, ControlDto> read)
    {
        var (sweep, why, server, json) = (SweepArguments.Known(), Why(), SweepArguments.Server(), SweepArguments.Json("What was done"));
        var command = new ExampleCommand(name, description) { sweep };
        foreach (var option in (IEnumerable<Option>)[.. options, why, server, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = read(parsed) with { Who = Who, Why = parsed.GetValue(why) };
            using var client = SweepArguments.Client(parsed.GetValue(server), terminal);
            var meant = await SweepChoice.AskAsync(client, parsed.GetValue(sweep), cancellation);
            var done = await client.ControlAsync(meant.Id, name, asked, cancellation);
            await terminal.Out.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(done, ApiJson.Default.ControlledDto) : Words.Clean($"{done.Id} {done.Text}"));
            return ExitCodes.Success;
        });
        return command;
    }
}
