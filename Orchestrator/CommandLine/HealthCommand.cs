using System.CommandLine;

namespace Orchestrator.CommandLine;

/// <summary><c>health</c>: whether an orchestrator answers, for scripts and for containers, which have nothing else to ask it with. It needs no user and no token.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal)
    {
        var server = SweepArguments.Server();
        var command = new ExampleCommand("health", "Say whether an orchestrator answers; exit code 0 where it does") { server };
        command.SetAction(async (parsed, cancellation) =>
        {
            var address = SweepArguments.ServerAddress(parsed.GetValue(server), terminal);
            using var http = new HttpClient(SweepArguments.Access(terminal).Handler()) { BaseAddress = address, Timeout = Patience };
            try
            {
                (await http.GetAsync(new Uri("health", UriKind.Relative), cancellation)).EnsureSuccessStatusCode();
            }
            catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new RefusalException($"{address} does not answer within {Patience.TotalSeconds:0} seconds");
            }

            await terminal.Out.WriteLineAsync($"{address} answers");
            return ExitCodes.Success;
        });
        return command.Example("health", "health --server http://10.0.0.5:5680");
    }
}
