using System.CommandLine;
using Shared.Hosting;

namespace Orchestrator.CommandLine;

/// <summary><c>node</c>: says how a machine joins; the agent is a program of its own.</summary>
public static class NodeCommand
{
    private static readonly string Explanation =
        $"""
        A node agent trains on its machine's devices for an orchestrator. It is a program of its own; on each machine that should train, run

          {Programs.GpuNode} --join HOST:PORT

        where HOST:PORT is what 'serve' prints (its cluster port, not the port of the results page). Where 'serve' has --tls it needs a folder of its own for --tls ('certs node' makes
        it), and where 'serve' has --auth a token in EXPERIMENTS_TOKEN ('auth token add NAME --role node' makes it). See also

          {Programs.GpuNode} --help
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new ExampleCommand("node", "How a machine joins an orchestrator: with the GpuNode program");
        command.SetAction(_ =>
        {
            terminal.Out.WriteLine(Explanation);
            return ExitCodes.Success;
        });
        return command.Example("node");
    }
}
