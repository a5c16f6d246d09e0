using System.CommandLine;
using System.CommandLine.Parsing;
using Orchestrator.Sweeps;

namespace Orchestrator.CommandLine;

/// <summary>Says in one line what is wrong with a command line.</summary>
public static class BadUsage
{
    /// <summary>The first fault, and what was probably meant.</summary>
    public static string Explain(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var help = $"see '{Path(result.CommandResult)} --help'";
        if (result.UnmatchedTokens is [var token, ..])
        {
            return $"unknown {(token.StartsWith('-') ? "option" : Kind(command))} '{token}'; {Meant(token, result.CommandResult)}{help}";
        }

        return command.Subcommands.Count > 0 && command.Action is null
            ? $"a command is missing: {string.Join(", ", command.Subcommands.Select(child => child.Name))}; {help}"
            : $"{result.Errors[0].Message.TrimEnd('.')}; {help}";
    }

    private static string Kind(Command command) => command.Subcommands.Count > 0 ? "command" : "argument";

    private static string Meant(string token, CommandResult at)
    {
        var names = token.StartsWith('-')
            ? Lineage(at).SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name))
            : at.Command.Subcommands.Select(child => child.Name);
        return Nearest.To(token.Split('=')[0], names) is { } nearest ? $"did you mean '{nearest}'? " : "";
    }

    private static IEnumerable<Command> Lineage(CommandResult? at)
    {
        for (; at is not null; at = at.Parent as CommandResult)
        {
            yield return at.Command;
        }
    }

    private static string Path(CommandResult at) => string.Join(' ', Lineage(at).Reverse().Select(command => command.Name));
}
