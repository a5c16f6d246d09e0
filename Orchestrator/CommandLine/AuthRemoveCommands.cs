using System.CommandLine;
using Orchestrator.Access;

namespace Orchestrator.CommandLine;

/// <summary><c>auth user remove</c> and <c>auth token remove</c>: who may use a server no longer.</summary>
internal static class AuthRemoveCommands
{
    public static ExampleCommand User(Terminal terminal)
    {
        var (name, file) = (AuthCommand.NameArgument(), AuthCommand.KnownFileOption());
        var command = new ExampleCommand("remove", "Take away a user's password, tokens and role; servers that run know it within a second") { name, file };
        command.SetAction(parsed =>
        {
            var (user, path) = (parsed.GetValue(name)!, AuthCommand.PathOf(parsed.GetValue(file), terminal));
            UsersFile.RemoveUser(path, user);
            terminal.Out.WriteLine($"{user} is no longer in {Path.GetFullPath(path)}: no password and no token of theirs counts any more");
            return ExitCodes.Success;
        });
        return command.Example("auth user remove ada --file users");
    }

    public static ExampleCommand Token(Terminal terminal)
    {
        var (name, file) = (AuthCommand.NameArgument(), AuthCommand.KnownFileOption());
        var id = new Option<string?>("--id") { Description = "The one token that is meant, as 'auth token list' names it [default: all of the user]", HelpName = "ID" };
        var command = new ExampleCommand("remove", "Take away a user's tokens, or one of them; servers that run know it within a second") { name, id, file };
        command.SetAction(parsed =>
        {
            var (user, path, one) = (parsed.GetValue(name)!, AuthCommand.PathOf(parsed.GetValue(file), terminal), parsed.GetValue(id));
            UsersFile.RemoveTokens(path, user, one);
            terminal.Out.WriteLine(one is null ? $"no token of {user} counts any more" : $"token {one} of {user} counts no more");
            return ExitCodes.Success;
        });
        return command.Example("auth token remove gpu-7 --file users", "auth token remove gpu-7 --id 3f9a12bc --file users");
    }
}
