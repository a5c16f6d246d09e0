using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Orchestrator.CommandLine;

/// <summary>A command whose help page ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; private set; } = [];

    /// <summary>Command lines as they are typed after the program's name.</summary>
    public ExampleCommand Example(params IEnumerable<string> lines)
    {
        Examples = [.. lines];
        return this;
    }
}

/// <summary>The help page of any command, with its examples.</summary>
internal sealed class HelpWithExamples(IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    // Longer lines are hard to read, however wide the terminal is.
    private const int WidestPage = 110;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var examples = command switch
        {
            ExampleCommand one => one.Examples,
            RootCommand => rootExamples,
            _ => [],
        };
        var code = new HelpAction { MaxWidth = WidestPage }.Invoke(parseResult);
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in examples)
            {
                output.WriteLine($"  {line}");
            }
        }

        return code;
    }
}
