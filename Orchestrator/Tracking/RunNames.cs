using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Tracking;

/// <summary>A name for a run that was given none: adjective-noun-number, a function of the run's id.</summary>
internal static class RunNames
{
    private static readonly string[] Adjectives =
    [
        "able", "amused", "bold", "brave", "bright", "calm", "clean", "clever", "crisp", "curious", "eager", "early", "fast", "fine", "gentle", "glad",
        "grand", "honest", "keen", "kind", "lively", "lucky", "mellow", "neat", "nimble", "patient", "polite", "quiet", "rare", "silent", "steady", "wise",
    ];

    private static readonly string[] Nouns =
    [
        "ant", "auk", "bee", "boar", "carp", "crab", "crane", "deer", "dove", "eel", "elk", "finch", "fox", "frog", "gull", "hare",
        "hawk", "ibis", "jay", "kite", "lark", "lynx", "mole", "moth", "newt", "otter", "owl", "seal", "shrew", "swan", "toad", "wren",
    ];

    public static string Of(string runId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(runId));
        return $"{Adjectives[hash[0] % Adjectives.Length]}-{Nouns[hash[1] % Nouns.Length]}-{BitConverter.ToUInt16(hash, 2) % 1000}";
    }
}
