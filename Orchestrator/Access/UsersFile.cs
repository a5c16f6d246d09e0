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

    /// <summary>Who stands in it, as far as people may see it.</summary>
    /// <exception cref="RefusalException">As <see cref="Read"/>.</exception>
    public static IReadOnlyList<ListedUser> List(string path)
    {
        _ = Read(path);
        return ListedUser.Of(File.ReadAllLines(path));
    }

    /// <summary>Gives a user a password in place of the last one, and a role in place of the last one where one is named.</summary>
    /// <param name="made">When, for who lists users; null: nobody is told.</param>
    public static void SetPassword(string path, string name, string password, Role? role = null, DateTimeOffset? made = null) => Change(path, lines =>
        [.. UserLines.WithoutPassword(UserLines.WithRole(lines, name, role), name), $"{name}:{PasswordKind}:{Secrets.HashOfPassword(password)}", .. UserLines.Made(name, UserLines.Password, made)]);

    /// <summary>Gives a user one token more, which is the result and is kept nowhere, and a role as <see cref="SetPassword"/> does.</summary>
    public static string AddToken(string path, string name, Role? role = null, DateTimeOffset? made = null)
    {
        var token = Secrets.NewToken();
        var hash = Convert.ToBase64String(Secrets.HashOfToken(token));
        Change(path, lines => [.. UserLines.WithRole(lines, name, role), $"{name}:{TokenKind}:{hash}", .. UserLines.Made(name, UserLines.IdOf(hash), made)]);
        return token;
    }

    /// <summary>Takes all that stands under a name out of the file.</summary>
    /// <exception cref="RefusalException">There is nobody of that name, or nobody would be left.</exception>
    public static void RemoveUser(string path, string name) => Remove(path, name, lines => UserLines.Without(lines, name), $"{path} names no '{name}'; 'auth user list' shows whom it names");

    /// <summary>Takes a name's tokens out of the file, and the name with them where that is all it had.</summary>
    /// <param name="id">Of the one token that is meant; null: all.</param>
    /// <exception cref="RefusalException">There is none, or nobody would be left.</exception>
    public static void RemoveTokens(string path, string name, string? id) => Remove(
        path, name, lines => UserLines.WithoutTokens(lines, name, id), $"{path} has no token {(id is null ? "" : $"{id} ")}of '{name}'; 'auth token list' shows which it has");

    /// <exception cref="RefusalException">The name can't stand in the file, or in a request.</exception>
    public static string CheckedName(string name) => name.Length is > 0 and <= 100 && name[0] != '#' && !name.Any(c => c == ':' || char.IsControl(c) || char.IsWhiteSpace(c))
        ? name
        : throw new RefusalException($"'{name}' is no user's name: it has 1 to 100 characters, no colon and no space, and does not begin with #");

    private static void Remove(string path, string name, Func<IReadOnlyList<string>, IReadOnlyList<string>> remove, string none)
    {
        _ = Read(path);
        Change(path, lines =>
        {
            var left = remove(lines);
            return left.Count == lines.Count ? throw new RefusalException(none)
                : AccessUsers.Parse(left).IsEmpty ? throw new RefusalException($"nobody could use the server without what '{name}' has; add another user first")
                : left;
        });
    }

    // Beside it and then in its place: a server that reads it meanwhile sees the old one or the new one.
    private static void Change(string path, Func<IReadOnlyList<string>, IEnumerable<string>> change)
    {
        var full = Path.GetFullPath(path);
        var beside = full + ".new";
        try
        {
            string[] lines = File.Exists(full) ? File.ReadAllLines(full) : [Head];
            var changed = change(lines).ToList();
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
