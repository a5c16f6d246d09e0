using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Access;

/// <summary>What is kept of passwords and tokens: enough to recognize them, not enough to use them. Pure but for the random draws.</summary>
internal static class Secrets
{
    // OWASP's number of 2023 for PBKDF2 with SHA-256; about a quarter of a second.
    private const int Iterations = 600_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int TokenBytes = 32;

    /// <summary>A token that nobody guesses; its hash needs neither salt nor patience.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    public static byte[] HashOfToken(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Iterations, salt and hash, with colons between them.</summary>
    public static string HashOfPassword(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Iterations}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(Derive(password, salt, Iterations))}");
    }

    /// <summary>Whether the text is one that <see cref="HashOfPassword"/> made, then or with other iterations.</summary>
    public static bool IsHashOfPassword(string text) => Split(text) is not null;

    /// <summary>Costs what making the hash did.</summary>
    public static bool IsPassword(string hash, string password)
    {
        var (iterations, salt, wanted) = Split(hash) ?? throw new FormatException("not a password's hash");
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, iterations), wanted);
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes);

    private static (int Iterations, byte[] Salt, byte[] Hash)? Split(string text) =>
        text.Split(':') is [var count, var salt, var hash]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) && iterations > 0
            && Bytes(salt) is { Length: >= SaltBytes } salted && Bytes(hash) is { Length: HashBytes } hashed
            ? (iterations, salted, hashed)
            : null;

    private static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
