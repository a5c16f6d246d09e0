namespace Tests.Deploy;

/// <summary>What the files in deploy/ name and the programs of this commit do not read yet: TLS and authentication, which come with another change. It takes these lines out.</summary>
internal static class Announced
{
    public static IReadOnlySet<string> Variables { get; } = new HashSet<string> { "EXPERIMENTS_TLS", "EXPERIMENTS_AUTH", "EXPERIMENTS_INSECURE", "EXPERIMENTS_TOKEN", "EXPERIMENTS_TOKEN_FILE" };
}
