using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Orchestrator.CommandLine;

/// <summary>Help pages that end with examples.</summary>
public static class CommandHelp
{
    private const int WidestPage = 110;

    /// <summary>Adds examples to the command's own help page.</summary>
    public static Command Example(this Command command, params IEnumerable<string> lines)
    {
        command.Add(new HelpOption("--help", "-h", "-?") { Action = new WithExamples([.. lines]) });
        return command;
    }

    private sealed class WithExamples(IReadOnlyList<string> lines) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = new HelpAction { MaxWidth = WidestPage }.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine("  " + line);
            }

            return code;
        }
    }
}
