using System.CommandLine;
using Orchestrator.Tracking.Access;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>tracking user</c> and <c>tracking token</c>: who may use a tracking server that asks for it.</summary>
internal static class TrackingUserCommands
{
    private const int ShortestPassword = 8;

    public static Command User(Terminal terminal) => new("user", "The users of a tracking server") { AddUser(terminal) };

    public static Command Token(Terminal terminal) => new("token", "Tokens for programs that use a tracking server") { AddToken(terminal) };

    private static ExampleCommand AddUser(Terminal terminal)
    {
        var (name, file) = (NameArgument(), FileOption());
        var command = new ExampleCommand("add", "Give a user a password, or a new one, which is asked for or read from the standard input; servers know it at once") { name, file };
        command.SetAction(parsed =>
        {
            var (user, path) = (UsersFile.CheckedName(parsed.GetValue(name)!), PathOf(parsed.GetValue(file), terminal));
            UsersFile.SetPassword(path, user, Password(terminal, user));
            terminal.Out.WriteLine($"{user} has a password in {Path.GetFullPath(path)}");
            return ExitCodes.Success;
        });
        return command.Example("tracking user add ada --file users", "tracking user add ada --file users < password.txt");
    }

    private static ExampleCommand AddToken(Terminal terminal)
    {
        var (name, file) = (NameArgument(), FileOption());
        var command = new ExampleCommand("add", "Make a token for MLFLOW_TRACKING_TOKEN and print it, this once; earlier ones of the same name go on counting until their lines are deleted") { name, file };
        command.SetAction(parsed =>
        {
            var (user, path) = (UsersFile.CheckedName(parsed.GetValue(name)!), PathOf(parsed.GetValue(file), terminal));
            terminal.Out.WriteLine(UsersFile.AddToken(path, user));
            terminal.Complain($"keep it: {Path.GetFullPath(path)} holds its hash alone");
            return ExitCodes.Success;
        });
        return command.Example("tracking token add node-7 --file users");
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "The user's name" };

    private static Option<string?> FileOption() => TrackingArguments.UsersOption("--file", "The users' file that the server reads; made where it is missing");

    private static string PathOf(string? option, Terminal terminal) =>
        TrackingArguments.UsersFileOf(option, terminal) ?? throw new RefusalException($"no users' file is named; use --file or ${TrackingAccess.UsersVariable}");

    // Never an argument: those stand in the shell's history and in every list of processes.
    private static string Password(Terminal terminal, string user)
    {
        var password = terminal.Asks ? Asked(terminal.Ansi(), user) : terminal.In.ReadLine() ?? "";
        return password.Length >= ShortestPassword
            ? password
            : throw new RefusalException($"the password has {password.Length} characters; choose one of at least {ShortestPassword}, and give it on the standard input's first line or when asked");
    }

    private static string Asked(IAnsiConsole console, string user)
    {
        var password = console.Prompt(new TextPrompt<string>($"Password of {Markup.Escape(user)}:").Secret(null).AllowEmpty());
        return console.Prompt(new TextPrompt<string>("Once more:").Secret(null).AllowEmpty()) == password
            ? password
            : throw new RefusalException("the two passwords are not the same; nothing was changed");
    }
}
