namespace Orchestrator.Access;

/// <summary>Who may use the HTTP port, from where, and how much a request may bring.</summary>
public sealed record HttpAccess
{
    /// <summary>The environment variable that names the users' file where no option does.</summary>
    public const string UsersVariable = "EXPERIMENTS_AUTH";

    /// <summary>Bytes of a JSON body: far more than a batch at all of MLflow's limits.</summary>
    public const long JsonBody = 64L << 20;

    /// <summary>Users with roles, hashed passwords and tokens, see <see cref="Access.UsersFile"/>; null: everybody may do everything.</summary>
    public string? UsersFile { get; init; }

    /// <summary>Bytes of one uploaded artifact; null: as many as the disk takes.</summary>
    public long? MaxUpload { get; init; }

    /// <summary>Origins whose web pages may use the tracking server, as browsers send them; none unless asked.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
