using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Microsoft.AspNetCore.WebUtilities;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>
/// Artifacts as objects of an S3-compatible store. Keys below the prefix are the paths that <see cref="FolderArtifactStore"/> would have in its folder, so that either can be copied to the other by any tool.
/// A store of objects has no folders: unlike there, a name may be a file's and a folder's at once.
/// </summary>
/// <param name="client">Closed with the store.</param>
/// <param name="spool">Folder for uploads that are larger than <see cref="HeldInMemory"/> until they are whole: a request of theirs can be repeated then, and their hash is known before anything is sent.</param>
internal sealed class ObjectArtifactStore(IAmazonS3 client, ObjectStoreAddress address, string spool) : IArtifactStore, IDisposable
{
    private const int HeldInMemory = 1 << 20;
    private const int DeletedAtOnce = 16;

    private readonly TransferUtility _transfer = new(client);

    public Task CheckAsync(CancellationToken cancellation = default) =>
        AskAsync(() => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Prefix, MaxKeys = 1 }, cancellation));

    public async Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellation = default)
    {
        await using var whole = new FileBufferingReadStream(content, HeldInMemory, bufferLimit: null, spool);
        await whole.DrainAsync(cancellation);
        whole.Position = 0;
        // In one request, or in several where it is large; the object appears with the last of them.
        await AskAsync(() => _transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = address.Bucket, Key = Key(path), InputStream = whole, AutoCloseStream = false }, cancellation));
    }

    public async Task<ArtifactContent?> OpenAsync(ArtifactPath path, CancellationToken cancellation = default)
    {
        try
        {
            var found = await AskAsync(() => client.GetObjectMetadataAsync(address.Bucket, Key(path), cancellation));
            var content = new ObjectStream((range, stop) => AskAsync(() => client.GetObjectAsync(PartOf(path, found.ETag, range), stop)), found.ContentLength);
            return new ArtifactContent(content, found.LastModified ?? DateTimeOffset.UnixEpoch, found.ETag.Trim('"'));
        }
        catch (IOException fault) when (fault.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<StoredEntry>> ListAsync(ArtifactPath folder, CancellationToken cancellation = default)
    {
        var prefix = Key(folder) + "/";
        List<StoredEntry> entries = [];
        await foreach (var page in PagesAsync(prefix, "/", cancellation))
        {
            entries.AddRange((page.CommonPrefixes ?? []).Select(below => new StoredEntry(below[prefix.Length..^1], null, null)));
            entries.AddRange(Objects(page).Select(one => new StoredEntry(one.Key[prefix.Length..], one.Size, one.LastModified)));
        }

        // A name that ends with a slash is a console's idea of an empty folder.
        return [.. entries.Where(entry => entry.Name.Length > 0).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    public async Task DeleteAsync(ArtifactPath path, CancellationToken cancellation = default)
    {
        List<string> keys = [Key(path)];
        await foreach (var page in PagesAsync(Key(path) + "/", null, cancellation))
        {
            keys.AddRange(Objects(page).Select(one => one.Key));
        }

        // One by one: what removes many in one request wants a checksum that is not the same with all stores.
        await Parallel.ForEachAsync(
            keys, new ParallelOptions { MaxDegreeOfParallelism = DeletedAtOnce, CancellationToken = cancellation },
            async (key, stop) => await AskAsync(() => client.DeleteObjectAsync(address.Bucket, key, stop)));
    }

    public void Dispose()
    {
        _transfer.Dispose();
        client.Dispose();
    }

    private static List<S3Object> Objects(ListObjectsV2Response page) => page.S3Objects ?? [];

    private GetObjectRequest PartOf(ArtifactPath path, string version, ByteRange? range) => new() { BucketName = address.Bucket, Key = Key(path), EtagToMatch = version, ByteRange = range };

    private string Key(ArtifactPath path) => address.Prefix + path.Value;

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(string prefix, string? delimiter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = prefix, Delimiter = delimiter };
        do
        {
            var page = await AskAsync(() => client.ListObjectsV2Async(request, cancellation));
            yield return page;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    private Task<bool> AskAsync(Func<Task> request) => AskAsync(async () =>
    {
        await request();
        return true;
    });

    // Whatever the store, its client and the network throw is a disk's refusal to those who use it.
    private async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException or WebException)
        {
            throw new IOException($"the object store {address} cannot be used: {ObjectStores.Reason(fault)}", fault);
        }
    }
}
