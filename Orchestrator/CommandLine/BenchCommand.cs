using System.CommandLine;
using System.Globalization;
using Orchestrator.Bench;
using Orchestrator.Bench.Chaos;
using Orchestrator.Bench.Dashboard;
using Orchestrator.Bench.Tracking;

namespace Orchestrator.CommandLine;

/// <summary><c>bench</c>: measures this build on this machine. Timings of a busy machine are lower bounds.</summary>
public static class BenchCommand
{
    public static Command Create(Terminal terminal, CommandServices services) =>
        new("bench", "Measure this build on this machine") { Dispatch(terminal), Load(terminal), Transitions(terminal, services), Plan(terminal, services), Train(terminal), Outbox(terminal), TrackingBenchCommand.Create(terminal), Replay(terminal), Dashboard(terminal), Chaos(terminal), Soak(terminal) };

    private static ExampleCommand Dispatch(Terminal terminal)
    {
        var trials = new Option<int>("--trials") { Description = "No-op trials to run", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        var slots = new Option<int>("--slots") { Description = "Trainer processes of the one node", HelpName = "N", DefaultValueFactory = _ => 8 };
        var apart = new Option<bool>("--apart") { Description = "Track in a process of its own: the orchestrator's cost without it" };
        trials.Validators.Add(result => AtLeastOne(result, "--trials"));
        slots.Validators.Add(result => AtLeastOne(result, "--slots"));
        var command = new ExampleCommand("dispatch", "Trials a second when a trial costs nothing, how soon a free slot has its next one, and a count that each ran exactly once (Linux)") { trials, slots, apart };
        command.SetAction((parsed, cancellation) => new DispatchBench(terminal, parsed.GetValue(trials), parsed.GetValue(slots), parsed.GetValue(apart)).RunAsync(cancellation));
        return command.Example("bench dispatch", "bench dispatch --trials 2000 --slots 8 --apart");
    }

    private static ExampleCommand Load(Terminal terminal)
    {
        var agents = new Option<int>("--agents") { Description = "Agents, each with its place in the cluster; ten share a process", HelpName = "N", DefaultValueFactory = _ => 100 };
        var slots = new Option<int>("--slots") { Description = "Slots of each agent, whose trainers are simulated", HelpName = "N", DefaultValueFactory = _ => 20 };
        var seconds = new Option<double>("--seconds") { Description = "How long a trial takes", HelpName = "N", DefaultValueFactory = _ => 1 };
        var trials = new Option<int?>("--trials") { Description = "Trials to run [default: 10 for each slot]", HelpName = "N" };
        agents.Validators.Add(result => AtLeastOne(result, "--agents"));
        slots.Validators.Add(result => AtLeastOne(result, "--slots"));
        trials.Validators.Add(result => AtLeastOne(result, "--trials"));
        seconds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number) && number is not (> 0 and <= 3_600))
            {
                result.AddError($"--seconds must be more than 0 and at most 3600, not {result.Tokens[0].Value}");
            }
        });
        var command = new ExampleCommand("load", "A hundred simulated agents on one orchestrator: trials a second, what they cost it, how soon a free slot has its next one, and what agents without work cost (Linux)")
        {
            agents, slots, seconds, trials,
        };
        command.SetAction((parsed, cancellation) =>
            new LoadBench(terminal, new(parsed.GetValue(agents), parsed.GetValue(slots), parsed.GetValue(seconds), parsed.GetValue(trials))).RunAsync(cancellation));
        return command.Example("bench load", "bench load --agents 10 --slots 20 --seconds 60");
    }

    private static ExampleCommand Transitions(Terminal terminal, CommandServices services)
    {
        var command = new ExampleCommand("transitions", "Cost of a trial's step from state to state, in sweeps of 100 to 100,000 trials");
        command.SetAction(_ => TransitionBench.Run(services.ReadCatalogue(), terminal.Out) ? ExitCodes.Success : ExitCodes.TrialsFailed);
        return command.Example("bench transitions");
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

    private static ExampleCommand Chaos(Terminal terminal)
    {
        var minutes = new Option<double>("--minutes") { Description = "How long to begin new rounds", HelpName = "N", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "Seed of the first round; the next takes the next", HelpName = "S", DefaultValueFactory = _ => 1 };
        var pace = new Option<double>("--pace") { Description = "Stretches the schedule so much, for a machine with less than two free cores", HelpName = "X", DefaultValueFactory = _ => 1 };
        var sleeping = new Option<bool>("--sleeping") { Description = "Trials sleep instead of training: more rounds an hour, without checkpoints and weights" };
        var partitions = new Option<bool>("--partitions") { Description = "Cut agent or orchestrator off the network instead, in namespaces; wants root" };
        seed.Validators.Add(result => AtLeastOne(result, "--seed"));
        var command = new ExampleCommand("chaos", "Kill, stop and freeze trainers, agents, orchestrator and tracking server under real training, and compare with an undisturbed run (Linux)")
        {
            minutes, seed, pace, sleeping, partitions,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var bench = new ChaosBench(terminal, parsed.GetValue(sleeping));
            return parsed.GetValue(partitions)
                ? bench.RunPartitionsAsync(cancellation)
                : bench.RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(seed), parsed.GetValue(pace), cancellation);
        });
        return command.Example("bench chaos --minutes 30", "bench chaos --seed 17 --minutes 1", "bench chaos --partitions");
    }

    private static ExampleCommand Outbox(Terminal terminal)
    {
        var rows = new Option<int>("--rows") { Description = "Metric rows of each trial", HelpName = "N", DefaultValueFactory = _ => 50_000 };
        var slots = new Option<int>("--slots") { Description = "Trainer processes of the one node; each runs two trials", HelpName = "N", DefaultValueFactory = _ => 2 };
        rows.Validators.Add(result => AtLeastOne(result, "--rows"));
        slots.Validators.Add(result => AtLeastOne(result, "--slots"));
        var command = new ExampleCommand("outbox", "Metric rows a second that an agent keeps while the tracking server stands still, and a count that each arrived once (Linux)") { rows, slots };
        command.SetAction((parsed, cancellation) => new OutboxBench(terminal, parsed.GetValue(rows), parsed.GetValue(slots)).RunAsync(cancellation));
        return command.Example("bench outbox", "bench outbox --rows 10000 --slots 4");
    }

    private static ExampleCommand Replay(Terminal terminal)
    {
        var hours = new Option<double>("--hours") { Description = "Hours of a sweep's traffic", HelpName = "N", DefaultValueFactory = _ => 48 };
        var slots = new Option<int>("--slots") { Description = "Trials at a time", HelpName = "N", DefaultValueFactory = _ => 16 };
        var command = new ExampleCommand("replay", "Send a sweep's traffic of days to a tracking server in minutes, and see that its memory stays flat (Linux)") { hours, slots };
        command.SetAction((parsed, cancellation) => new ReplayBench(terminal, parsed.GetValue(hours), parsed.GetValue(slots)).RunAsync(cancellation));
        return command.Example("bench replay", "bench replay --hours 6 --slots 4");
    }

    private static ExampleCommand Dashboard(Terminal terminal)
    {
        var trials = new Option<int>("--trials") { Description = "No-op trials that the page shows", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        var epochs = new Option<int>("--epochs") { Description = "Points of each trial's curve", HelpName = "N", DefaultValueFactory = _ => 100 };
        var slots = new Option<int>("--slots") { Description = "Trainer processes of the one node", HelpName = "N", DefaultValueFactory = _ => 8 };
        var browser = new Option<string>("--browser") { Description = "A Chromium or Chrome", HelpName = "PATH", DefaultValueFactory = _ => Chromium.Usual };
        trials.Validators.Add(result => AtLeastOne(result, "--trials"));
        epochs.Validators.Add(result => AtLeastOne(result, "--epochs"));
        slots.Validators.Add(result => AtLeastOne(result, "--slots"));
        var command = new ExampleCommand("dashboard", "The results page in a browser without a window: weight, first paint, sorting, filtering, brushing, and what it costs while a sweep runs; the goals beside (Linux)")
        {
            trials, epochs, slots, browser,
        };
        command.SetAction((parsed, cancellation) =>
            new DashboardBench(new(parsed.GetValue(trials), parsed.GetValue(epochs), parsed.GetValue(slots), parsed.GetValue(browser)!), terminal).RunAsync(cancellation));
        return command.Example("bench dashboard", "bench dashboard --trials 500 --browser /usr/bin/google-chrome");
    }

    private static ExampleCommand Soak(Terminal terminal)
    {
        var trials = new Option<int>("--trials") { Description = "No-op trials to run", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var slots = new Option<int>("--slots") { Description = "Trainer processes of the one node", HelpName = "N", DefaultValueFactory = _ => 4 };
        trials.Validators.Add(result => AtLeastOne(result, "--trials"));
        slots.Validators.Add(result => AtLeastOne(result, "--slots"));
        var command = new ExampleCommand("soak", "One long sweep of no-op trials: memory, journal and cost of a trial from beginning to end, and recovery when the orchestrator is killed (Linux)")
        {
            trials, slots,
        };
        command.SetAction((parsed, cancellation) => new SoakBench(terminal).RunAsync(parsed.GetValue(trials), parsed.GetValue(slots), cancellation));
        return command.Example("bench soak", "bench soak --trials 10000");
    }

    private static void AtLeastOne(System.CommandLine.Parsing.OptionResult result, string option)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
        {
            result.AddError($"{option} must be at least 1, not {number}");
        }
    }
}
