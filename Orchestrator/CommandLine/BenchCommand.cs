using System.CommandLine;
using Orchestrator.Bench;

namespace Orchestrator.CommandLine;

/// <summary><c>bench</c>: measures this build on this machine. Timings of a busy machine are lower bounds.</summary>
public static class BenchCommand
{
    public static Command Create(Terminal terminal, CommandServices services) =>
        new("bench", "Measure this build on this machine") { Dispatch(terminal, services), Plan(terminal, services) };

    private static ExampleCommand Dispatch(Terminal terminal, CommandServices services)
    {
        var trials = new Option<int>("--trials") { Description = "No-op trials to run", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        var slots = new Option<int>("--slots") { Description = "Trainer processes of the one node", HelpName = "N", DefaultValueFactory = _ => 4 };
        trials.Validators.Add(result => AtLeastOne(result, "--trials"));
        slots.Validators.Add(result => AtLeastOne(result, "--slots"));
        var command = new ExampleCommand("dispatch", "Trials a second when a trial costs nothing, and a count that each ran exactly once") { trials, slots };
        command.SetAction((parsed, cancellation) => new DispatchBench(terminal, services).RunAsync(parsed.GetValue(trials), parsed.GetValue(slots), cancellation));
        return command.Example("bench dispatch", "bench dispatch --trials 2000 --slots 8");
    }

    private static ExampleCommand Plan(Terminal terminal, CommandServices services)
    {
        var command = new ExampleCommand("plan", "Time and memory to plan a grid of a million trials, free and tied together by a constraint");
        command.SetAction(_ => PlanBench.Run(services.ReadCatalogue(), terminal.Out));
        return command.Example("bench plan");
    }

    private static void AtLeastOne(System.CommandLine.Parsing.OptionResult result, string option)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
        {
            result.AddError($"{option} must be at least 1, not {number}");
        }
    }
}
