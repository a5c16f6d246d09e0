using System.CommandLine;
using System.CommandLine.Parsing;
using Orchestrator.Sweeps;

namespace Orchestrator.CommandLine;

/// <summary>Says in one line what is wrong with a command line.</summary>
public static class BadUsage
{
    /// <summary>The first fault and what was probably meant; null where the command line is good.</summary>
    public static string? Explain(ParseResult result)
    {
        if (Stray(result) is not { } token)
        {
            return result.Errors.Count > 0 ? $"{Plain(result)}; {Help(result.CommandResult)}" : null;
        }

        var command = result.CommandResult.Command;
        var kind = IsOption(token) ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        return $"unknown {kind} '{token}'; {Meant(token, result.CommandResult)}{Help(result.CommandResult)}";
    }

    // The parser takes a mistyped option for the value of an argument.
    private static string? Stray(ParseResult result) =>
        result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(IsOption)
        ?? result.UnmatchedTokens.OrderByDescending(IsOption).FirstOrDefault();

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static string Plain(ParseResult result)
    {
        var command = result.CommandResult.Command;
        return command.Subcommands.Count > 0 && command.Action is null
            ? $"a command is missing: {string.Join(", ", command.Subcommands.Select(child => child.Name))}"
            : result.Errors[0].Message.TrimEnd('.').Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal);
    }

    private static string Meant(string token, CommandResult at)
    {
        var names = IsOption(token)
            ? Lineage(at).SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name))
            : at.Command.Subcommands.Select(child => child.Name);
        return token.Length > 2 && Nearest.To(token.Split('=')[0], names) is { } nearest ? $"did you mean '{nearest}'? " : "";
    }

    private static string Help(CommandResult at) => $"see '{string.Join(' ', Lineage(at).Reverse().Select(command => command.Name))} --help'";

    private static IEnumerable<Command> Lineage(CommandResult? at)
    {
        for (; at is not null; at = at.Parent as CommandResult)
        {
            yield return at.Command;
        }
    }
}
