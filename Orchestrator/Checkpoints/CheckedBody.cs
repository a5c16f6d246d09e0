using System.Security.Cryptography;

namespace Orchestrator.Checkpoints;

/// <summary>A request's body that must have a known hash: reading to its end fails where it has not, so that a store never moves it into place.</summary>
internal sealed class CheckedBody(Stream body, string hash, long largest) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Bytes; set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The body is too large, or is something else than its hash says.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        if (read == 0)
        {
            var actual = Convert.ToHexStringLower(_hash.GetCurrentHash());
            return actual == hash ? 0 : throw new InvalidDataException($"the content has the hash {actual}, not {hash}");
        }

        _hash.AppendData(buffer.Span[..read]);
        Bytes += read;
        return Bytes <= largest ? read : throw new InvalidDataException($"a checkpoint has at most {largest:N0} bytes");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a request's body is read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
