using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Access;

/// <summary>
/// Tells from a request's credentials whose it is. The users' file is read again when it has changed. A password that was right is remembered under a hash with a key of
/// this process, since to look again costs a quarter of a second.
/// </summary>
internal sealed partial class Gatekeeper : IDisposable
{
    private const int Remembered = 10_000;
    /// <summary>How long a change of the users' file may go unseen.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly Identity Self = new("orchestrator", Role.Admin);

    private readonly string _file;
    private readonly TimeProvider _clock;
    private readonly ILogger<Gatekeeper> _log;

    // The orchestrator's own, as a client of itself; drawn anew in each life and written nowhere.
    private readonly byte[] _ownHash;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    // Whoever guesses passwords gets no more of the machine than this.
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock _gate = new();
    private Known _known;
    private long _looked;

    /// <exception cref="RefusalException">The users' file can't be used.</exception>
    public Gatekeeper(string file, TimeProvider clock, ILogger<Gatekeeper> log)
    {
        (_file, _clock, _log) = (file, clock, log);
        (_known, _looked) = (Known.Of(file), clock.GetTimestamp());
        OwnToken = Secrets.NewToken();
        _ownHash = Secrets.HashOfToken(OwnToken);
    }

    /// <summary>What this process shows where it comes to itself; never to be printed.</summary>
    public string OwnToken { get; }

    /// <summary>Who shows these credentials; null where nobody does.</summary>
    /// <param name="authorization">The request's header.</param>
    public async ValueTask<Identity?> IdentifyAsync(string? authorization, CancellationToken cancellation)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header.Parameter is not { } parameter)
        {
            return null;
        }

        var known = Current();
        return header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => IsOwn(parameter) ? Self : known.Users.WithToken(parameter),
            "BASIC" => await WithPasswordAsync(known, parameter, cancellation),
            _ => null,
        };
    }

    public void Dispose() => _derivations.Dispose();

    private bool IsOwn(string token) => CryptographicOperations.FixedTimeEquals(Secrets.HashOfToken(token), _ownHash);

    private async ValueTask<Identity?> WithPasswordAsync(Known known, string encoded, CancellationToken cancellation)
    {
        var hash = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(encoded)));
        if (known.Right.TryGetValue(hash, out var before))
        {
            return before;
        }

        if (Decoded(encoded)?.Split(':', 2) is not [var name, var password])
        {
            return null;
        }

        await _derivations.WaitAsync(cancellation);
        try
        {
            // Another request of the same user may have looked meanwhile.
            var right = known.Right.GetValueOrDefault(hash) ?? await Task.Run(() => known.Users.WithPassword(name, password), cancellation);
            if (right is not null && known.Right.Count < Remembered)
            {
                known.Right.TryAdd(hash, right);
            }

            return right;
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
            if (_clock.GetElapsedTime(_looked) >= LookEvery)
            {
                _looked = _clock.GetTimestamp();
                if (_known.Written != Written(_file))
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
            _known = Known.Of(_file);
        }
        catch (RefusalException refusal)
        {
            // An editor's half of a file must lock nobody out.
            LogUnreadable(_log, refusal.Message);
        }
    }

    // Of what a link leads to: Kubernetes mounts a Secret as links that themselves never change.
    private static DateTime Written(string file) =>
        new FileInfo(file) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.LastWriteTimeUtc : File.GetLastWriteTimeUtc(file);

    private static string? Decoded(string encoded)
    {
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    [LoggerMessage(LogLevel.Error, "The users before it count on: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string reason);

    /// <summary>The users as they stood in the file once, with the credentials that were right by it.</summary>
    private sealed record Known(AccessUsers Users, DateTime Written, ConcurrentDictionary<string, Identity> Right)
    {
        // The time first: a change during the reading is then seen the next time.
        public static Known Of(string file)
        {
            var written = Gatekeeper.Written(file);
            return new(UsersFile.Read(file), written, []);
        }
    }
}
