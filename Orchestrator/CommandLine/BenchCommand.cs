using System.CommandLine;
using Orchestrator.Bench;

namespace Orchestrator.CommandLine;

/// <summary><c>bench</c>: measures this build on this machine. Timings of a busy machine are lower bounds.</summary>
public static class BenchCommand
{
    public static Command Create(Terminal terminal, CommandServices services) =>
        new("bench", "Measure this build on this machine") { Dispatch(terminal, services), Plan(terminal, services), Train(terminal) };

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

    private static ExampleCommand Train(Terminal terminal)
    {
        var images = new Option<int>("--images") { Description = "Training images of the epoch that is measured", HelpName = "N", DefaultValueFactory = _ => 12_800 };
        var rounds = new Option<int>("--rounds") { Description = "Turns of each contender; medians are shown", HelpName = "N", DefaultValueFactory = _ => 3 };
        var threads = new Option<int>("--threads") { Description = "Threads of each training", HelpName = "N", DefaultValueFactory = _ => 1 };
        var python = new Option<string?>("--python") { Description = "A Python that has torch [default: one that is found]", HelpName = "PATH" };
        images.Validators.Add(result => AtLeastOne(result, "--images"));
        rounds.Validators.Add(result => AtLeastOne(result, "--rounds"));
        threads.Validators.Add(result => AtLeastOne(result, "--threads"));
        var command = new ExampleCommand("train", "Training speed of each network, beside PyTorch and beside TorchSharp written without care") { images, rounds, threads, python };
        command.SetAction((parsed, cancellation) =>
            new TrainBench(new(parsed.GetValue(images), parsed.GetValue(rounds), parsed.GetValue(threads), parsed.GetValue(python)), terminal).RunAsync(cancellation));
        return command.Example("bench train", "bench train --rounds 5 --python ~/venv/bin/python");
    }

    private static void AtLeastOne(System.CommandLine.Parsing.OptionResult result, string option)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
        {
            result.AddError($"{option} must be at least 1, not {number}");
        }
    }
}
