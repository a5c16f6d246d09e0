using Orchestrator.CommandLine;
using Orchestrator.Hosting;
using Shared.Catalogues;

namespace Tests.CommandLine;

/// <summary>One call of the command line with its output caught.</summary>
internal sealed record CommandRun(int Code, string Out, string Error)
{
    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<CommandRun> OfAsync(string[] arguments, CommandServices? services = null, IReadOnlyDictionary<string, string>? environment = null, string input = "")
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, Plain: true, name => environment?.GetValueOrDefault(name), TimeProvider.System) { In = new StringReader(input) };
        var code = await CommandLineApp.RunAsync(arguments, terminal, services ?? Services());
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Services around a server that answers already; what is not given must not be started.</summary>
    public static CommandServices Services(SweepServer? server = null, Func<LocalNodeOptions, Task<RunningNode>>? node = null, Catalogue? catalogue = null) => new(
        (options, _) => server is null
            ? throw new InvalidOperationException($"nobody asked for an orchestrator in {options.DataFolder}")
            : Task.FromResult(new RunningOrchestrator(server.Address, "127.0.0.1:5681", () => Task.CompletedTask)),
        (options, _) => node is null ? throw new InvalidOperationException("nobody asked for a node") : node(options),
        () => catalogue ?? Support.Some.Catalogue());
}
