using System.CommandLine;

namespace GpuNode.Simulation;

/// <summary><c>simulate</c>, which <c>bench load</c> starts: several agents in one process. Not for people, so no list of commands names it.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var join = new Option<string>("--join") { Required = true };
        var data = new Option<string>("--data") { Required = true };
        var first = new Option<int>("--first") { Required = true };
        var agents = new Option<int>("--agents") { Required = true };
        var slots = new Option<int>("--slots") { Required = true };
        var command = new Command("simulate", "Simulate several agents") { join, data, first, agents, slots };
        command.Hidden = true;
        command.SetAction((parsed, _) => SimulatedAgents.RunAsync(parsed.GetValue(join)!, Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(first), parsed.GetValue(agents), parsed.GetValue(slots)));
        return command;
    }
}
