using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Access;

/// <summary>
/// A users' file's lines. When a password or token was made stands in a comment, <c>#made:NAME:ID:TIME</c>: builds that know nothing of it read the file all the same. Pure.
/// </summary>
internal static class UserLines
{
    /// <summary>What stands for a password where a token has its id.</summary>
    public const string Password = "password";

    private const string MadeKind = "#made";

    // Enough to tell one user's tokens apart.
    private const int IdDigits = 8;

    /// <summary>By what people name a token: of its hash, but no part of it.</summary>
    public static string IdOf(string hash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash)))[..IdDigits];

    public static bool IsOf(string line, string name, string kind) => line.StartsWith($"{name}:{kind}:", StringComparison.Ordinal);

    /// <summary>The hash of the token that a line gives somebody; null where it gives none.</summary>
    public static string? TokenOf(string line) => line.Split(':', 3) is [_, UsersFile.TokenKind, var hash] ? hash : null;

    /// <summary>The comment that says when a password or a token was made; none where nobody knows.</summary>
    public static IEnumerable<string> Made(string name, string id, DateTimeOffset? at) =>
        at is { } time ? [string.Create(CultureInfo.InvariantCulture, $"{MadeKind}:{name}:{id}:{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")] : [];

    /// <summary>Whether a line is such a comment.</summary>
    public static bool IsMade(string line, string name, string id) => line.StartsWith($"{MadeKind}:{name}:{id}:", StringComparison.Ordinal);

    /// <summary>When it was made; null where the lines do not tell.</summary>
    public static DateTimeOffset? MadeAt(IEnumerable<string> lines, string name, string id) =>
        lines.FirstOrDefault(line => IsMade(line, name, id)) is { } comment
            && DateTimeOffset.TryParse(comment.Split(':', 4)[3], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The lines without a password and what was noted of it.</summary>
    public static IEnumerable<string> WithoutPassword(IEnumerable<string> lines, string name) =>
        lines.Where(line => !IsOf(line, name, UsersFile.PasswordKind) && !IsMade(line, name, Password));

    /// <summary>The lines with a role in place of the last one.</summary>
    /// <exception cref="RefusalException">No role is given, and there is none yet.</exception>
    public static IEnumerable<string> WithRole(IReadOnlyList<string> lines, string name, Role? role)
    {
        var has = lines.Any(line => IsOf(line, name, UsersFile.RoleKind));
        return role is null && !has ? throw new RefusalException($"{name} has no role yet; say which with --role: {Roles.Names}")
            : role is { } wanted ? [.. lines.Where(line => !IsOf(line, name, UsersFile.RoleKind)), $"{name}:{UsersFile.RoleKind}:{Roles.NameOf(wanted)}"]
            : lines;
    }

    /// <summary>The lines without all that stands under a name.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> lines, string name) =>
        [.. lines.Where(line => !line.StartsWith(name + ":", StringComparison.Ordinal) && !line.StartsWith($"{MadeKind}:{name}:", StringComparison.Ordinal))];

    /// <summary>The lines without a name's tokens, or without all of the name where it has nothing else.</summary>
    /// <param name="id">Of the one token that is meant; null: all.</param>
    public static IReadOnlyList<string> WithoutTokens(IReadOnlyList<string> lines, string name, string? id)
    {
        var gone = lines.Where(line => IsOf(line, name, UsersFile.TokenKind) && (id is null || IdOf(TokenOf(line)!) == id)).ToList();
        var ids = gone.Select(line => IdOf(TokenOf(line)!)).ToList();
        List<string> left = [.. lines.Where(line => !gone.Contains(line) && !ids.Exists(one => IsMade(line, name, one)))];
        return gone.Count == 0 || left.Any(line => IsOf(line, name, UsersFile.PasswordKind) || IsOf(line, name, UsersFile.TokenKind)) ? left : Without(left, name);
    }
}
