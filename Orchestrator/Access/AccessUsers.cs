using System.Security.Cryptography;

namespace Orchestrator.Access;

/// <summary>The users of a server: a role each, one password, and any number of tokens.</summary>
internal sealed class AccessUsers
{
    // Somebody unknown costs as much time as a wrong password: names can't be found out by the clock.
    private static readonly Lazy<string> Nobody = new(() => Secrets.HashOfPassword(Secrets.NewToken()));

    private readonly Dictionary<string, Role> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _passwords = new(StringComparer.Ordinal);
    private readonly List<(string Name, byte[] Hash)> _tokens = [];

    /// <param name="lines">Of a users' file.</param>
    /// <exception cref="FormatException">A line can't be read, or a user has no role; the message tells which and holds nothing secret of it.</exception>
    public static AccessUsers Parse(IEnumerable<string> lines)
    {
        var users = new AccessUsers();
        foreach (var (index, line) in lines.Index())
        {
            if (line.Length > 0 && line[0] != '#' && !users.Take(line.Split(':', 3)))
            {
                throw new FormatException($"line {index + 1} is no user's");
            }
        }

        // A file of a time before there were roles: nobody but its owner can say what they shall be.
        var without = users._passwords.Keys.Concat(users._tokens.Select(token => token.Name)).FirstOrDefault(name => !users._roles.ContainsKey(name));
        return without is null ? users : throw new FormatException($"{without} has no role: a line {without}:{UsersFile.RoleKind}:ROLE says which of {Roles.Names} they are");
    }

    public bool IsEmpty => _passwords.Count == 0 && _tokens.Count == 0;

    /// <summary>Null where nobody has that name, or not that password.</summary>
    public Identity? WithPassword(string name, string password)
    {
        var isKnown = _passwords.TryGetValue(name, out var hash);
        return Secrets.IsPassword(hash ?? Nobody.Value, password) && isKnown ? new Identity(name, _roles[name]) : null;
    }

    /// <summary>Null where nobody has that token.</summary>
    public Identity? WithToken(string token)
    {
        var hash = Secrets.HashOfToken(token);
        string? found = null;
        foreach (var (name, known) in _tokens)
        {
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? name : found;
        }

        return found is null ? null : new Identity(found, _roles[found]);
    }

    private bool Take(string[] fields)
    {
        switch (fields)
        {
            case [{ Length: > 0 } name, UsersFile.PasswordKind, var hash] when Secrets.IsHashOfPassword(hash):
                return _passwords.TryAdd(name, hash);
            case [{ Length: > 0 } name, UsersFile.RoleKind, var text] when Roles.Find(text) is { } role:
                return _roles.TryAdd(name, role);
            case [{ Length: > 0 } name, UsersFile.TokenKind, var hash]:
                var bytes = new byte[SHA256.HashSizeInBytes];
                _tokens.Add((name, bytes));
                return Convert.TryFromBase64String(hash, bytes, out var length) && length == bytes.Length;
            default:
                return false;
        }
    }
}
