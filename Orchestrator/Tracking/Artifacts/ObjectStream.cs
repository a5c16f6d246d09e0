using Amazon.Runtime;
using Amazon.S3.Model;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>An object's content: reading from a new place is a request of its own, and nothing is asked for before.</summary>
/// <param name="get">Asks for a part of it; fails where another object is there by now.</param>
internal sealed class ObjectStream(Func<ByteRange?, CancellationToken, Task<GetObjectResponse>> get, long length) : Stream
{
    private GetObjectResponse? _part;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            if (value != _position)
            {
                Close(ref _part);
                _position = value;
            }
        }
    }

    /// <exception cref="IOException">The store can't be used, or the object was replaced.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        _part ??= await get(_position == 0 ? null : new ByteRange(_position, length - 1), cancellationToken);
        try
        {
            var read = await _part.ResponseStream.ReadAsync(buffer, cancellationToken);
            _position += read;
            return read > 0 ? read : throw new EndOfStreamException($"an object ended after {_position} of {length} bytes");
        }
        catch (Exception fault) when (fault is AmazonClientException or HttpRequestException)
        {
            throw new IOException($"an object broke off after {_position} of {length} bytes: {fault.Message}", fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("an object is read asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Current => _position,
        SeekOrigin.End => length,
        _ => 0,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Close(ref _part);
        base.Dispose(disposing);
    }

    // What was not read to its end takes its connection with it.
    private static void Close(ref GetObjectResponse? part)
    {
        part?.Dispose();
        part = null;
    }
}
