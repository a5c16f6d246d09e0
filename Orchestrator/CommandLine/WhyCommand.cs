using System.CommandLine;
using System.Text.Json;
using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary><c>why SWEEP [TRIAL]</c>: what a sweep or a trial waits for, and what would unblock it.</summary>
public static class WhyCommand
{
    public static Command Create(Terminal terminal)
    {
        var (sweep, server, json) = (SweepArguments.KnownOrNewest(), SweepArguments.Server(), SweepArguments.Json("The answer"));
        var trial = new Argument<int?>("TRIAL") { Description = "A trial's index; without it the sweep as a whole", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampleCommand("why", "Say what a sweep or one of its trials waits for, and what would unblock it; of a trial also why its attempts failed")
        {
            sweep, trial, server, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = SweepArguments.Client(parsed.GetValue(server), terminal);
            var meant = await SweepChoice.AskAsync(client, parsed.GetValue(sweep), cancellation);
            var answer = await client.WhyAsync(meant.Id, parsed.GetValue(trial), cancellation);
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(answer, ApiJson.Default.WhyDto));
                return ExitCodes.Success;
            }

            foreach (var line in Lines(answer))
            {
                await terminal.Out.WriteLineAsync(Words.Clean(line));
            }

            return ExitCodes.Success;
        });
        return command.Example("why", "why quickstart", "why quickstart 5", "why quickstart 5 --json");
    }

    /// <summary>The answer as lines of text. Pure.</summary>
    public static IEnumerable<string> Lines(WhyDto answer)
    {
        yield return $"{answer.Sweep}{(answer.Trial is { } trial ? $" trial {trial}" : "")}: {answer.Waits}";
        foreach (var failed in answer.Attempts)
        {
            yield return $"attempt {failed.Attempt} failed: {failed.Reason}";
        }

        if (answer.Unblocks is { } cure)
        {
            yield return $"what helps: {cure}";
        }
    }
}
