namespace Orchestrator.Tracking.Access;

/// <summary>
/// The file of a tracking server's users, a line for each password or token: <c>NAME:pbkdf2-sha256:ITERATIONS:SALT:HASH</c> or <c>NAME:token-sha256:HASH</c>. Who loses a line
/// is locked out at once.
/// </summary>
internal static class UsersFile
{
    public const string PasswordKind = "pbkdf2-sha256";
    public const string TokenKind = "token-sha256";

    private const string Head = "# Users of the tracking server, one password each and any number of tokens; a line that is deleted counts no more at once.";

    /// <exception cref="RefusalException">It can't be read, holds a line that is no user's, or holds nobody.</exception>
    public static TrackingUsers Read(string path)
    {
        try
        {
            var users = TrackingUsers.Parse(File.ReadLines(path));
            return users.IsEmpty ? throw new RefusalException($"{path} names no user, so that nobody could use the tracking server; add one with 'tracking user add'") : users;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"the tracking server's users cannot be read: {fault.Message.TrimEnd('.')}; make the file with 'tracking user add NAME --file {path}'", fault);
        }
        catch (FormatException fault)
        {
            throw new RefusalException($"{path}: {fault.Message}; delete the line and add the user again with 'tracking user add'", fault);
        }
    }

    /// <summary>Gives a user a password in place of the last one.</summary>
    public static void SetPassword(string path, string name, string password) =>
        Change(path, lines => [.. lines.Where(line => !line.StartsWith($"{name}:{PasswordKind}:", StringComparison.Ordinal)), $"{name}:{PasswordKind}:{Secrets.HashOfPassword(password)}"]);

    /// <summary>Gives a user one token more, which is the result and is kept nowhere.</summary>
    public static string AddToken(string path, string name)
    {
        var token = Secrets.NewToken();
        Change(path, lines => [.. lines, $"{name}:{TokenKind}:{Convert.ToBase64String(Secrets.HashOfToken(token))}"]);
        return token;
    }

    /// <exception cref="RefusalException">The name can't stand in the file, or in a request.</exception>
    public static string CheckedName(string name) => name.Length is > 0 and <= 100 && name[0] != '#' && !name.Any(c => c == ':' || char.IsControl(c) || char.IsWhiteSpace(c))
        ? name
        : throw new RefusalException($"'{name}' is no user's name: it has 1 to 100 characters, no colon and no space, and does not begin with #");

    // Beside it and then in its place: a server that reads it meanwhile sees the old one or the new one.
    private static void Change(string path, Func<IEnumerable<string>, IEnumerable<string>> change)
    {
        var full = Path.GetFullPath(path);
        var beside = full + ".new";
        try
        {
            string[] lines = File.Exists(full) ? File.ReadAllLines(full) : [Head];
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var writer = new StreamWriter(beside, options))
            {
                foreach (var line in change(lines))
                {
                    writer.WriteLine(line);
                }
            }

            File.Move(beside, full, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"the tracking server's users cannot be written: {fault.Message.TrimEnd('.')}; choose another --file", fault);
        }
    }
}
