namespace Shared.Wire;

/// <summary>
/// What builds understand of each other. Messages only grow, so that two builds of one number work together, whichever is older: what one does not know it leaves out. The number is raised by a
/// change that an older build would get wrong, not merely miss; then nodes and orchestrators of the two numbers don't work together, and say so.
/// </summary>
public static class WireProtocol
{
    /// <summary>Of this build.</summary>
    public const int Version = 1;

    // Builds from before the number was told.
    private const int First = 1;

    /// <summary>Why a node of that number is given no work, with the cure; null where it is.</summary>
    public static string? Mismatch(NodeHello node, string ownVersion)
    {
        var theirs = node.Protocol == 0 ? First : node.Protocol;
        return theirs == Version
            ? null
            : $"its build ({(node.Version.Length > 0 ? node.Version : "unnamed")}) speaks protocol {theirs} and this orchestrator's ({ownVersion}) protocol {Version}: "
                + $"{(theirs < Version ? "update the node" : "update the orchestrators")}; what it trains it may finish";
    }
}
