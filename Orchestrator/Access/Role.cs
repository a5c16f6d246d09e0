namespace Orchestrator.Access;

/// <summary>What somebody is here. Each of the first three may do all that those before it may; a node is none of them.</summary>
public enum Role
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Also submits and controls sweeps, and records runs.</summary>
    Submitter,

    /// <summary>Also takes away for good.</summary>
    Admin,

    /// <summary>A node agent: looks, records runs, brings checkpoints. Submits and controls nothing.</summary>
    Node,
}

/// <summary>What an endpoint asks of those who use it.</summary>
public enum Right
{
    /// <summary>Nothing: whether the server lives, whether it takes sweeps, and of which version it is.</summary>
    Open,

    /// <summary>To look at sweeps, nodes, runs, artifacts.</summary>
    Read,

    /// <summary>To write runs, their artifacts and registered models.</summary>
    Record,

    /// <summary>To bring a checkpoint of a trial.</summary>
    Carry,

    /// <summary>To submit sweeps and say how they go on.</summary>
    Control,

    /// <summary>To take away for good, or for everybody.</summary>
    Administer,
}

/// <summary>Somebody who has shown a password or token that the users' file knows.</summary>
public sealed record Identity(string Name, Role Role)
{
    /// <summary>Whether the role has a permission; the table in SECURITY.md says the same.</summary>
    public static bool Allows(Role role, Right permission) => permission switch
    {
        Right.Open or Right.Read => true,
        Right.Record => role is Role.Submitter or Role.Admin or Role.Node,
        Right.Carry => role is Role.Node or Role.Admin,
        Right.Control => role is Role.Submitter or Role.Admin,
        Right.Administer => role is Role.Admin,
        _ => false,
    };

    public bool May(Right permission) => Allows(Role, permission);
}

/// <summary>Roles as people write them.</summary>
internal static class Roles
{
    public static string Names { get; } = string.Join(", ", Enum.GetValues<Role>().Select(NameOf));

    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Null where there is none of that name.</summary>
    public static Role? Find(string name) => Enum.GetValues<Role>().Where(role => NameOf(role) == name).Select(role => (Role?)role).FirstOrDefault();
}
