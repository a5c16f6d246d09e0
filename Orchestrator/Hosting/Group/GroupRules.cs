namespace Orchestrator.Hosting.Group;

/// <summary>Which orchestrators may form a group. Pure.</summary>
public static class GroupRules
{
    /// <summary>Everything that is wrong with the list, each in one line with the cure.</summary>
    /// <param name="addresses">HOST:PORT of each orchestrator's cluster.</param>
    /// <param name="own">This one's.</param>
    /// <param name="shared">The journal is on a server that all reach.</param>
    /// <param name="external">The tracking server is none of theirs.</param>
    public static IEnumerable<string> Faults(IReadOnlyList<string> addresses, string own, bool shared, bool external)
    {
        foreach (var wrong in addresses.Where(address => !IsAddress(address)))
        {
            yield return $"--orchestrators: '{wrong}' is no HOST:PORT";
        }

        foreach (var twice in addresses.GroupBy(address => address, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            yield return $"--orchestrators names {twice.Key} {twice.Count()} times; name each once";
        }

        if (addresses.Count == 2)
        {
            yield return "two orchestrators are less safe than one: when either dies the other is no majority, and stops too; name three in --orchestrators, or leave it out for one";
        }
        else if (addresses.Count > 0 && addresses.Count % 2 == 0)
        {
            yield return $"{addresses.Count} orchestrators outlive no more losses than {addresses.Count - 1}, and cut in halves all of them stop; name an odd number in --orchestrators";
        }

        if (addresses.Count > 0 && !addresses.Contains(own, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"--orchestrators does not name this one, {own}; all name the same, each its own among them (see --address and --cluster-port)";
        }

        if (addresses.Count > 1 && !shared)
        {
            yield return "several orchestrators need a journal that all of them reach; name a PostgreSQL server in --journal";
        }

        if (addresses.Count > 1 && !external)
        {
            yield return "several orchestrators need a tracking server that outlives each of them; name it in --tracking";
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate("akka.tcp://" + text, UriKind.Absolute, out var uri) && uri.Port is > 0 and <= 65535 && uri.Host.Length > 0 && uri.PathAndQuery is "/" or "";
}
