using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Shared.Hosting;

namespace Orchestrator.CommandLine;

/// <summary>The command line: all commands, and the one place where an ending becomes an exit code and at most one line of complaint.</summary>
public static class CommandLineApp
{
    private static readonly string[] Examples =
    [
        "run Experiments/sweeps/quickstart.yaml",
        "plan Experiments/sweeps/quickstart.yaml",
        "serve --address 10.0.0.5 --auth users --tls certs/head",
        "submit my.yaml --server https://10.0.0.5:5680",
        "watch",
    ];

    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CommandServices services)
    {
        var parsed = Root(terminal, services).Parse(arguments);
        if (parsed.Action is not { ClearsParseErrors: true } && BadUsage.Explain(parsed) is { } fault)
        {
            terminal.Complain(fault);
            return ExitCodes.Refused;
        }

        using var interrupts = new Interrupts(terminal.Clock);
        try
        {
            // Signals are the interrupts' business: a checkpoint takes longer than the library would wait.
            var how = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = terminal.Out, Error = terminal.Error };
            var code = await parsed.InvokeAsync(how, interrupts.Asked);
            return interrupts.Code != 0 ? interrupts.Code : code;
        }
        catch (OperationCanceledException) when (interrupts.Asked.IsCancellationRequested)
        {
            return interrupts.Code;
        }
        catch (Exception exception) when (Refusals.Describe(exception) is { } refusal)
        {
            terminal.Complain(refusal);
            return ExitCodes.Refused;
        }
        catch (Exception exception)
        {
            terminal.Complain($"unexpected: {exception.Message.Split('\n')[0]} (a bug; the details are in {ErrorLog.Write(exception, LogFolder(parsed), terminal.Clock)})");
            return ExitCodes.Unexpected;
        }
    }

    internal static RootCommand Root(Terminal terminal, CommandServices services)
    {
        var root = new RootCommand("Experiments: trains every combination of a sweep file's parameters, on this machine or on many, and tracks each trial in MLflow.")
        {
            RunCommand.Create(terminal, services),
            PlanCommand.Create(terminal, services),
            ServeCommand.Create(terminal, services),
            RemoteCommands.Submit(terminal),
            RemoteCommands.List(terminal),
            HealthCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            StatusCommand.Create(terminal),
            WatchCommand.Create(terminal),
            WhyCommand.Create(terminal),
            ControlCommands.Pause(terminal),
            ControlCommands.Resume(terminal),
            ControlCommands.Cancel(terminal),
            ControlCommands.Retry(terminal),
            ControlCommands.Set(terminal),
            ControlCommands.Extend(terminal),
            AmendCommand.Create(terminal),
            HistoryCommand.Create(terminal),
            CheckpointCommand.Create(terminal),
            ReplayCommand.Create(terminal, services),
            ReconstructCommand.Create(terminal, services),
            RegisterCommand.Create(terminal, services),
            DataCommand.Create(terminal, services),
            NodeCommand.Create(terminal),
            BackupCommands.Backup(terminal),
            BackupCommands.Restore(terminal),
            TrackingCommand.Create(terminal),
            AuthCommand.Create(terminal),
            CertsCommand.Create(terminal),
            BenchCommand.Create(terminal, services),
        };
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples(Examples);
        root.Options.OfType<VersionOption>().Single().Action = new TellVersion();
        return root;
    }

    // As nodes, doctor and pages name it; the library would tell all digits of the commit.
    private sealed class TellVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(BuildVersion.Text);
            return ExitCodes.Success;
        }
    }

    private static string? LogFolder(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(option => option.Name == "--data") is { } data
            && parsed.GetValue(data) is { Length: > 0 } folder ? new OrchestratorOptions { DataFolder = folder }.LogFolder : null;
}
