using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Tracking.Access;

/// <summary>
/// Tells from a request's credentials whether it may pass. The users' file is read again when it has changed. A password that was right is remembered under a hash with a key of
/// this process, since to look again costs a quarter of a second.
/// </summary>
internal sealed partial class Gatekeeper(string file, TimeProvider clock, ILogger<Gatekeeper> log) : IDisposable
{
    private const int Remembered = 10_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    // Whoever guesses passwords gets no more of the machine than this.
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock _gate = new();
    private Known _known = Known.Of(file);
    private long _looked = clock.GetTimestamp();

    public async ValueTask<bool> AdmitsAsync(string? authorization, CancellationToken cancellation)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header.Parameter is not { } parameter)
        {
            return false;
        }

        var known = Current();
        return header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => known.Users.HasToken(parameter),
            "BASIC" => await HasPasswordAsync(known, parameter, cancellation),
            _ => false,
        };
    }

    public void Dispose() => _derivations.Dispose();

    private async ValueTask<bool> HasPasswordAsync(Known known, string encoded, CancellationToken cancellation)
    {
        var hash = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(encoded)));
        if (known.Right.ContainsKey(hash))
        {
            return true;
        }

        if (Decoded(encoded)?.Split(':', 2) is not [var name, var password])
        {
            return false;
        }

        await _derivations.WaitAsync(cancellation);
        try
        {
            // Another request of the same user may have looked meanwhile.
            var isRight = known.Right.ContainsKey(hash) || await Task.Run(() => known.Users.HasPassword(name, password), cancellation);
            if (isRight && known.Right.Count < Remembered)
            {
                known.Right.TryAdd(hash, true);
            }

            return isRight;
        }
        finally
        {
            _derivations.Release();
        }
    }

    private Known Current()
    {
        lock (_gate)
        {
            if (clock.GetElapsedTime(_looked) >= LookEvery)
            {
                _looked = clock.GetTimestamp();
                if (_known.Written != File.GetLastWriteTimeUtc(file))
                {
                    Reread();
                }
            }

            return _known;
        }
    }

    private void Reread()
    {
        try
        {
            _known = Known.Of(file);
        }
        catch (RefusalException refusal)
        {
            // An editor's half of a file must lock nobody out.
            LogUnreadable(log, refusal.Message);
        }
    }

    private static string? Decoded(string encoded)
    {
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    [LoggerMessage(LogLevel.Error, "The users before it count on: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string reason);

    /// <summary>The users as they stood in the file once, with the credentials that were right by it.</summary>
    private sealed record Known(TrackingUsers Users, DateTime Written, ConcurrentDictionary<string, bool> Right)
    {
        // The time first: a change during the reading is then seen the next time.
        public static Known Of(string file)
        {
            var written = File.GetLastWriteTimeUtc(file);
            return new(UsersFile.Read(file), written, []);
        }
    }
}
