namespace Orchestrator.Access;

/// <summary>Somebody in a users' file, without anything that lets them in.</summary>
/// <param name="PasswordMade">Null where they have none, or nobody knows when it was made.</param>
/// <param name="Tokens">Oldest first.</param>
internal sealed record ListedUser(string Name, string Role, bool HasPassword, DateTimeOffset? PasswordMade, IReadOnlyList<ListedToken> Tokens)
{
    /// <summary>All who are named in a users' file, in the order of their names. Pure.</summary>
    public static IReadOnlyList<ListedUser> Of(IReadOnlyList<string> lines) =>
    [
        .. from line in lines
           where line.Length > 0 && line[0] != '#'
           group line by line.Split(':', 2)[0] into own
           orderby own.Key
           select new ListedUser(
               own.Key,
               own.First(line => UserLines.IsOf(line, own.Key, UsersFile.RoleKind)).Split(':', 3)[2],
               own.Any(line => UserLines.IsOf(line, own.Key, UsersFile.PasswordKind)),
               UserLines.MadeAt(lines, own.Key, UserLines.Password),
               [.. from line in own let hash = UserLines.TokenOf(line) where hash is not null let id = UserLines.IdOf(hash) select new ListedToken(id, UserLines.MadeAt(lines, own.Key, id))])
    ];
}

/// <summary>A token of somebody.</summary>
/// <param name="Id">By which people name it; nobody can make the token of it.</param>
/// <param name="Made">Null where nobody knows.</param>
internal sealed record ListedToken(string Id, DateTimeOffset? Made);
