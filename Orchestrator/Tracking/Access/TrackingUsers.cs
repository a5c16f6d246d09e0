using System.Security.Cryptography;

namespace Orchestrator.Tracking.Access;

/// <summary>The users of a tracking server: one password each, and any number of tokens.</summary>
internal sealed class TrackingUsers
{
    // Somebody unknown costs as much time as a wrong password: names can't be found out by the clock.
    private static readonly Lazy<string> Nobody = new(() => Secrets.HashOfPassword(Secrets.NewToken()));

    private readonly Dictionary<string, string> _passwords = new(StringComparer.Ordinal);
    private readonly List<(string Name, byte[] Hash)> _tokens = [];

    /// <param name="lines">Of a users' file.</param>
    /// <exception cref="FormatException">A line can't be read; the message tells which and holds nothing of it.</exception>
    public static TrackingUsers Parse(IEnumerable<string> lines)
    {
        var users = new TrackingUsers();
        foreach (var (index, line) in lines.Index())
        {
            if (line.Length > 0 && line[0] != '#' && !users.Take(line.Split(':', 3)))
            {
                throw new FormatException($"line {index + 1} is no user's");
            }
        }

        return users;
    }

    public bool IsEmpty => _passwords.Count == 0 && _tokens.Count == 0;

    public bool HasPassword(string name, string password)
    {
        var isKnown = _passwords.TryGetValue(name, out var hash);
        return Secrets.IsPassword(hash ?? Nobody.Value, password) && isKnown;
    }

    public bool HasToken(string token)
    {
        var hash = Secrets.HashOfToken(token);
        var found = false;
        foreach (var (_, known) in _tokens)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return found;
    }

    private bool Take(string[] fields)
    {
        switch (fields)
        {
            case [{ Length: > 0 } name, UsersFile.PasswordKind, var hash] when Secrets.IsHashOfPassword(hash):
                return _passwords.TryAdd(name, hash);
            case [{ Length: > 0 } name, UsersFile.TokenKind, var hash]:
                var bytes = new byte[SHA256.HashSizeInBytes];
                _tokens.Add((name, bytes));
                return Convert.TryFromBase64String(hash, bytes, out var length) && length == bytes.Length;
            default:
                return false;
        }
    }
}
