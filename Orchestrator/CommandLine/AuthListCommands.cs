using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Access;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>auth user list</c> and <c>auth token list</c>: who may use a server, and by what; never what lets them in.</summary>
internal static class AuthListCommands
{
    private const string Unknown = "not known";

    public static ExampleCommand Users(Terminal terminal) => List(
        terminal,
        "List who is named in a users' file, as what, and by what they come",
        users => Table(["name", "role", "password made", "tokens"], from user in users select (string[])[user.Name, user.Role, user.HasPassword ? Time(user.PasswordMade) : "none", Words.Count(user.Tokens.Count)]))
        .Example("auth user list --file users", "auth user list --file users --json");

    public static ExampleCommand Tokens(Terminal terminal) => List(
        terminal,
        "List the tokens of a users' file: whose each is, as what, and the id by which 'auth token remove' takes it away",
        users => Table(["name", "role", "id", "made"], from user in users from token in user.Tokens select (string[])[user.Name, user.Role, token.Id, Time(token.Made)]))
        .Example("auth token list --file users");

    private static ExampleCommand List(Terminal terminal, string description, Func<IReadOnlyList<ListedUser>, Table> render)
    {
        var (file, json) = (AuthCommand.KnownFileOption(), SweepArguments.Json("All users with their tokens"));
        var command = new ExampleCommand("list", description) { file, json };
        command.SetAction(parsed =>
        {
            var users = UsersFile.List(AuthCommand.PathOf(parsed.GetValue(file), terminal));
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(users, AccessJson.Default.IReadOnlyListListedUser));
            }
            else
            {
                terminal.Show(render(users));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Table Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns(columns);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    // Earlier builds did not note it.
    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? Unknown;
}

/// <summary>JSON of users, for programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<ListedUser>))]
internal sealed partial class AccessJson : JsonSerializerContext;
