using System.CommandLine;
using Orchestrator.Access;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>auth</c>: who may use a server that asks who comes, and what for.</summary>
internal static class AuthCommand
{
    private const int ShortestPassword = 8;

    public static Command Create(Terminal terminal) => new ExampleCommand("auth", "Say who may use a server that runs with --auth, and what for")
    {
        new Command("user", "People, who come with a password") { AddUser(terminal), AuthListCommands.Users(terminal), AuthRemoveCommands.User(terminal) },
        new Command("token", "Programs and node agents, which come with a token") { AddToken(terminal), AuthListCommands.Tokens(terminal), AuthRemoveCommands.Token(terminal) },
    }.Example("auth user add ada --role admin --file users", "auth token add gpu-7 --role node --file users", "auth token remove gpu-7 --file users", "serve --address 10.0.0.5 --auth users --tls certs/head");

    private static ExampleCommand AddUser(Terminal terminal)
    {
        var (name, role, file) = (NameArgument(), RoleOption(), FileOption());
        var command = new ExampleCommand("add", "Give a user a password, or a new one, which is asked for or read from the standard input; servers know it at once") { name, role, file };
        command.SetAction(parsed =>
        {
            var (user, path, given) = (UsersFile.CheckedName(parsed.GetValue(name)!), PathOf(parsed.GetValue(file), terminal), RoleOf(parsed.GetValue(role)));
            UsersFile.SetPassword(path, user, Password(terminal, user), given, terminal.Clock.GetUtcNow());
            terminal.Out.WriteLine($"{user} has a password in {Path.GetFullPath(path)}{(given is { } now ? $" and is {Roles.NameOf(now)}" : "")}");
            return ExitCodes.Success;
        });
        return command.Example("auth user add ada --role submitter --file users", "auth user add ada --file users < password.txt");
    }

    private static ExampleCommand AddToken(Terminal terminal)
    {
        var (name, role, file) = (NameArgument(), RoleOption(), FileOption());
        var command = new ExampleCommand("add", "Make a token for EXPERIMENTS_TOKEN, or for an MLflow client's MLFLOW_TRACKING_TOKEN, and print it, this once; earlier ones of the same name go on counting until 'auth token remove' takes them away") { name, role, file };
        command.SetAction(parsed =>
        {
            var (user, path) = (UsersFile.CheckedName(parsed.GetValue(name)!), PathOf(parsed.GetValue(file), terminal));
            terminal.Out.WriteLine(UsersFile.AddToken(path, user, RoleOf(parsed.GetValue(role)), terminal.Clock.GetUtcNow()));
            terminal.Complain($"keep it: {Path.GetFullPath(path)} holds its hash alone");
            return ExitCodes.Success;
        });
        return command.Example("auth token add gpu-7 --role node --file users");
    }

    /// <summary>Of the user who is meant.</summary>
    public static Argument<string> NameArgument() => new("NAME") { Description = "The user's name" };

    private static Option<string?> RoleOption() => new("--role")
    {
        Description = "viewer looks; submitter also submits and controls sweeps and records runs; admin also takes away for good; node is an agent. All that comes under a name has its role [default: the one that the name has]",
        HelpName = "ROLE",
    };

    private static Role? RoleOf(string? text) =>
        text is null ? null : Roles.Find(text) ?? throw new RefusalException($"--role '{text}' is none; roles are {Roles.Names}");

    private static Option<string?> FileOption() => HttpArguments.UsersOption("--file", "The users' file that the server reads; made where it is missing");

    /// <summary>A users' file that must be there.</summary>
    public static Option<string?> KnownFileOption() => HttpArguments.UsersOption("--file", "The users' file that the server reads");

    /// <summary>The users' file that the option or the environment names.</summary>
    public static string PathOf(string? option, Terminal terminal) =>
        HttpArguments.UsersFileOf(option, terminal) ?? throw new RefusalException($"no users' file is named; use --file or ${HttpAccess.UsersVariable}");

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
