using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shared.Mlflow;

namespace Experiments.Training;

/// <summary>
/// The weights' history as hashes, one an epoch, each over the one before and the weights: two trials with equal last lines were equal all the way.
/// </summary>
public sealed class WeightChain
{
    /// <summary>The artifact's name.</summary>
    public const string FileName = TrialArtifacts.Chain;

    private readonly List<string> _hashes = [];

    /// <summary>In the order of epochs.</summary>
    public IReadOnlyList<string> Hashes => _hashes;

    /// <summary>One line an epoch: its number, a space, 64 hex digits.</summary>
    public static WeightChain Parse(byte[] text)
    {
        var chain = new WeightChain();
        chain._hashes.AddRange(Encoding.ASCII.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1]));
        return chain;
    }

    public void Add(ReadOnlySpan<byte> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(_hashes is [.., var last] ? last : ""));
        hash.AppendData(weights);
        _hashes.Add(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public byte[] ToBytes() =>
        Encoding.ASCII.GetBytes(string.Concat(_hashes.Select((hash, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1} {hash}\n"))));
}
