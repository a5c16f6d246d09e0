namespace Orchestrator.Access;

/// <summary>
/// The file of a server's users, a line for each role, password or token: <c>NAME:role:ROLE</c>, <c>NAME:pbkdf2-sha256:ITERATIONS:SALT:HASH</c>, <c>NAME:token-sha256:HASH</c>.
/// Who loses a line is locked out at once.
/// </summary>
internal static class UsersFile
{
    public const string PasswordKind = "pbkdf2-sha256";
    public const string TokenKind = "token-sha256";
    public const string RoleKind = "role";

    private const string Head = "# Users: a role, one password each and any number of tokens; a line that is deleted counts no more at once.";

    /// <exception cref="RefusalException">It can't be read, holds a line that is no user's, or holds nobody.</exception>
    public static AccessUsers Read(string path)
    {
        try
        {
            var users = AccessUsers.Parse(File.ReadLines(path));
            return users.IsEmpty ? throw new RefusalException($"{path} names no user, so that nobody could use the server; add one with 'auth user add'") : users;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"the users' file cannot be read: {fault.Message.TrimEnd('.')}; make it with 'auth user add NAME --role admin --file {path}'", fault);
        }
        catch (FormatException fault)
        {
            throw new RefusalException($"{path}: {fault.Message}; put it right, or delete the user's lines and add them again with 'auth user add' or 'auth token add'", fault);
        }
    }

    /// <summary>Gives a user a password in place of the last one, and a role in place of the last one where one is named.</summary>
    public static void SetPassword(string path, string name, string password, Role? role = null) => Change(path, name, role, lines =>
        [.. lines.Where(line => !IsOf(line, name, PasswordKind)), $"{name}:{PasswordKind}:{Secrets.HashOfPassword(password)}"]);

    /// <summary>Gives a user one token more, which is the result and is kept nowhere, and a role as <see cref="SetPassword"/> does.</summary>
    public static string AddToken(string path, string name, Role? role = null)
    {
        var token = Secrets.NewToken();
        Change(path, name, role, lines => [.. lines, $"{name}:{TokenKind}:{Convert.ToBase64String(Secrets.HashOfToken(token))}"]);
        return token;
    }

    /// <exception cref="RefusalException">The name can't stand in the file, or in a request.</exception>
    public static string CheckedName(string name) => name.Length is > 0 and <= 100 && name[0] != '#' && !name.Any(c => c == ':' || char.IsControl(c) || char.IsWhiteSpace(c))
        ? name
        : throw new RefusalException($"'{name}' is no user's name: it has 1 to 100 characters, no colon and no space, and does not begin with #");

    private static bool IsOf(string line, string name, string kind) => line.StartsWith($"{name}:{kind}:", StringComparison.Ordinal);

    private static IEnumerable<string> WithRole(IReadOnlyList<string> lines, string name, Role? role)
    {
        var has = lines.Any(line => IsOf(line, name, RoleKind));
        return role is null && !has ? throw new RefusalException($"{name} has no role yet; say which with --role: {Roles.Names}")
            : role is { } wanted ? [.. lines.Where(line => !IsOf(line, name, RoleKind)), $"{name}:{RoleKind}:{Roles.NameOf(wanted)}"]
            : lines;
    }

    // Beside it and then in its place: a server that reads it meanwhile sees the old one or the new one.
    private static void Change(string path, string name, Role? role, Func<IEnumerable<string>, IEnumerable<string>> change)
    {
        var full = Path.GetFullPath(path);
        var beside = full + ".new";
        try
        {
            string[] lines = File.Exists(full) ? File.ReadAllLines(full) : [Head];
            var changed = change(WithRole(lines, name, role)).ToList();
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var writer = new StreamWriter(beside, options))
            {
                foreach (var line in changed)
                {
                    writer.WriteLine(line);
                }
            }

            File.Move(beside, full, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"the users' file cannot be written: {fault.Message.TrimEnd('.')}; choose another --file", fault);
        }
    }
}
