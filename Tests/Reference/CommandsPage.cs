using System.Collections;
using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Orchestrator.CommandLine;

namespace Tests.Reference;

/// <summary>Every command with its arguments, options, defaults and examples, from the trees that parse them.</summary>
internal static class CommandsPage
{
    private const string Agent = "GpuNode";

    public static string Write()
    {
        var page = new PageText("Commands", "`experiments` stands for `dotnet run --project Orchestrator -c Release --`, `GpuNode` for `dotnet run --project GpuNode -c Release --`. What a command is for, and exit codes: [README](../../README.md#commands).");
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, Plain: true, _ => null, TimeProvider.System);
        var orchestrator = CommandLineApp.Root(terminal, CommandLine.CommandRun.Services());
        foreach (var command in orchestrator.Subcommands)
        {
            Add(page, command, "experiments");
        }

        page.Heading(2, "The node agent");
        var node = GpuNode.NodeCommand.Create();
        Details(page, node, Agent);
        foreach (var command in node.Subcommands)
        {
            Add(page, command, Agent);
        }

        return page.ToString();
    }

    private static void Add(PageText page, Command command, string parent)
    {
        var name = $"{parent} {command.Name}";
        page.Heading(parent == Agent ? 3 : name.Count(letter => letter == ' ') + 1, Shown(name));
        Details(page, command, name);
        foreach (var inner in command.Subcommands)
        {
            Add(page, inner, name);
        }
    }

    // A heading names what is typed after the program.
    private static string Shown(string name) => name.StartsWith("experiments ", StringComparison.Ordinal) ? name["experiments ".Length..] : name;

    private static void Details(PageText page, Command command, string name)
    {
        // The agent's page ends with examples of its own.
        page.Line((command.Description ?? "").Split("\n\nExamples:")[0].TrimEnd('.') + ".").Line();
        if (command.Subcommands.Count == 0 || command is RootCommand)
        {
            page.Line("```").Line(Usage(command, name)).Line("```").Line();
        }

        var arguments = command.Arguments.Where(argument => !argument.Hidden).Select(argument => Row(argument.HelpName ?? argument.Name, argument.Description, argument.HasDefaultValue ? argument.GetDefaultValue() : null));
        var options = command.Options.Where(option => !option.Hidden && option is not HelpOption and not VersionOption)
            .Select(option => Row(Spelling(option), option.Required ? $"Needed. {option.Description}" : option.Description, option.HasDefaultValue ? option.GetDefaultValue() : null));
        page.Table(["argument or option", "what it is", "default"], arguments.Concat(options));
        if (command is ExampleCommand { Examples.Count: > 0 } example)
        {
            page.Line().Line("```");
            foreach (var line in example.Examples)
            {
                page.Line($"experiments {line}");
            }

            page.Line("```");
        }
    }

    private static string Usage(Command command, string name) =>
        $"{name}{string.Concat(command.Arguments.Where(argument => !argument.Hidden).Select(Usage))}{string.Concat(command.Options.Where(option => option.Required).Select(option => " " + Spelling(option)))} [OPTION…]";

    private static string Usage(Argument argument)
    {
        var many = argument.Arity.MaximumNumberOfValues > 1 ? "…" : "";
        var name = argument.HelpName ?? argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}{many}]" : $" {name}{many}";
    }

    private static string Spelling(Option option)
    {
        var value = option.ValueType == typeof(bool) ? "" : " " + (option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant());
        return string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name)) + value;
    }

    private static string[] Row(string name, string? description, object? usual) => [PageText.Code(name), description ?? "", PageText.Code(Text(usual))];

    private static string Text(object? value) => value switch
    {
        null or false => "",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable several => string.Join(',', several.Cast<object>()),
        _ => value.ToString() ?? "",
    };
}
