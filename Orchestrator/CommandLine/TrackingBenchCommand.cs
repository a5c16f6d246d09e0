using System.CommandLine;
using Orchestrator.Bench.Tracking;

namespace Orchestrator.CommandLine;

/// <summary><c>bench tracking</c>.</summary>
internal static class TrackingBenchCommand
{
    public static ExampleCommand Create(Terminal terminal)
    {
        var uri = new Option<string?>("--uri") { Description = "A tracking server that runs already; experiments named bench-… stay there [default: one of ours in a process of its own]", HelpName = "URI" };
        var clients = Numbers("--clients", "Clients at the same time", "N,…", [1, 4, 16]);
        var seconds = new Option<double>("--seconds") { Description = "Time of each row", HelpName = "N", DefaultValueFactory = _ => 3 };
        var runs = Numbers("--runs", "Sizes of the experiments that are searched", "N,…", [1_000, 10_000, 100_000]);
        var points = new Option<int>("--points") { Description = "Points of the history that is read", HelpName = "N", DefaultValueFactory = _ => 1_000_000 };
        var megabytes = new Option<int>("--artifact") { Description = "Megabytes of the large artifact; 0: none", HelpName = "MB", DefaultValueFactory = _ => 100 };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out var time) && time <= 0)
            {
                result.AddError("--seconds must be more than 0");
            }
        });
        var command = new ExampleCommand("tracking", "How fast a tracking server takes metrics, runs and files and answers searches; of ours also CPU time a request and memory (Linux)")
        {
            uri, clients, seconds, runs, points, megabytes,
        };
        command.SetAction((parsed, cancellation) => new TrackingBench(
            terminal,
            new(
                parsed.GetValue(uri), parsed.GetValue(clients)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(runs)!, parsed.GetValue(points), parsed.GetValue(megabytes)))
            .RunAsync(cancellation));
        return command.Example("bench tracking", "bench tracking --uri http://127.0.0.1:5000 --clients 1 --runs 1000 --points 10000");
    }

    private static Option<int[]> Numbers(string name, string what, string help, int[] usual) => new(name)
    {
        Description = $"{what}, with commas between them",
        HelpName = help,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var parts = result.Tokens.SelectMany(token => token.Value.Split(',')).Select(part => int.TryParse(part, out var number) && number > 0 ? number : 0).ToArray();
            if (parts.Contains(0))
            {
                result.AddError($"{name} takes whole numbers from 1 upwards, with commas between them");
            }

            return parts;
        },
    };
}
