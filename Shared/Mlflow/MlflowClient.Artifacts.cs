using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;

namespace Shared.Mlflow;

/// <content>Artifacts, which travel through the tracking server's proxy.</content>
public sealed partial class MlflowClient
{
    private const int CopyBuffer = 1 << 17;

    /// <summary>Stores a file; it is opened anew for each try.</summary>
    /// <param name="artifactUri">The run's <see cref="RunInfo.ArtifactUri"/>.</param>
    /// <param name="path">Below it, with forward slashes, e.g. <c>pictures/reconstruction.png</c>.</param>
    public Task UploadArtifactAsync(string artifactUri, string path, string file, CancellationToken cancellation = default) =>
        UploadArtifactAsync(artifactUri, path, () => new FileStream(file, ReadOnlyShared), cancellation);

    public Task UploadArtifactAsync(string artifactUri, string path, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        PutAsync(artifactUri, path, new ReadOnlyMemoryContent(content), cancellation);

    /// <param name="open">Called once for each try; the stream is read from where it stands and disposed.</param>
    public Task UploadArtifactAsync(string artifactUri, string path, Func<Stream> open, CancellationToken cancellation = default) =>
        PutAsync(artifactUri, path, new ReopenedContent(open), cancellation);

    /// <summary>One level of a run's artifacts; empty where the path is a file or does not exist.</summary>
    public async Task<IReadOnlyList<ArtifactEntry>> ListArtifactsAsync(string runId, string? path = null, CancellationToken cancellation = default)
    {
        var entries = new List<ArtifactEntry>();
        var first = $"artifacts/list?run_id={Uri.EscapeDataString(runId)}" + (path is null ? "" : $"&path={Uri.EscapeDataString(path)}");
        for (var route = first; ;)
        {
            var page = await _http.GetAsync(route, MlflowJson.Default.ArtifactList, cancellation);
            entries.AddRange(page.Files ?? []);
            if (string.IsNullOrEmpty(page.NextPageToken))
            {
                return entries;
            }
            route = $"{first}&page_token={Uri.EscapeDataString(page.NextPageToken)}";
        }
    }

    /// <summary>Copies an artifact as it arrives; a transfer that breaks off or stalls in the middle is the caller's to repeat.</summary>
    /// <param name="most">Bytes; a larger artifact is refused, and may have been copied in part.</param>
    public async Task DownloadArtifactAsync(string artifactUri, string path, Stream destination, long most = long.MaxValue, CancellationToken cancellation = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ArtifactAddress.Of(Connection.Address, artifactUri, path));
        using var response = await _http.SendAsync(request, transfer: true, cancellation);
        await using var source = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[CopyBuffer];
        var length = response.Content.Headers.ContentLength ?? 0;
        for (long copied = 0; length <= most && copied <= most;)
        {
            var read = await ReadAsync(source, buffer, path, cancellation);
            if (read == 0)
            {
                return;
            }

            await destination.WriteAsync(buffer.AsMemory(0, read), cancellation);
            copied += read;
        }

        throw new MlflowException(HttpStatusCode.RequestEntityTooLarge, "", $"artifact '{path}' has more than {most:N0} bytes");
    }

    // The options' time for a call is the longest silence.
    private async Task<int> ReadAsync(Stream source, byte[] buffer, string path, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(_http.RequestTimeout, _http.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            return await source.ReadAsync(buffer, either.Token);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is IOException or OperationCanceledException)
        {
            var reason = silence.IsCancellationRequested ? $"silent for {_http.RequestTimeout.TotalSeconds:0} s" : exception.Message;
            throw new MlflowException(null, "", $"artifact '{path}' broke off: {reason}", exception);
        }
    }

    private static FileStreamOptions ReadOnlyShared => new()
    {
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    };

    private async Task PutAsync(string artifactUri, string path, HttpContent content, CancellationToken cancellation)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var request = new HttpRequestMessage(HttpMethod.Put, ArtifactAddress.Of(Connection.Address, artifactUri, path)) { Content = content };
        try
        {
            using var response = await _http.SendAsync(request, transfer: true, cancellation);
        }
        catch (UnreadableSourceException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
        }
    }

    /// <summary>A body that can be sent again: a stream that failed in the middle can't be rewound in general.</summary>
    private sealed class ReopenedContent(Func<Stream> open) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await using var source = Open();
            await source.CopyToAsync(stream, cancellationToken);
        }

        // Without a length the body would be chunked, which WSGI servers may read as empty.
        protected override bool TryComputeLength(out long length)
        {
            using var source = Open();
            length = source.CanSeek ? source.Length - source.Position : 0;
            return source.CanSeek;
        }

        private Stream Open()
        {
            try
            {
                return open();
            }
            catch (Exception exception)
            {
                throw new UnreadableSourceException(exception);
            }
        }
    }

    /// <summary>Tells the caller's own file faults from the network's, which are tried again.</summary>
    private sealed class UnreadableSourceException(Exception fault) : Exception(fault.Message, fault);
}
