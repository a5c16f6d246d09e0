using System.IO.Compression;

namespace Shared.Datasets;

/// <summary>One of a data set's mirrors, over HTTP. Gives up soon where nobody answers: behind a firewall the next source must get its turn within seconds.</summary>
public sealed class MirrorSource(HttpClient http, Uri mirror) : IDatasetSource
{
    /// <summary>For connecting, and then for each silence of the server.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static HttpClient NewClient() =>
        new(new SocketsHttpHandler { ConnectTimeout = Patience }) { Timeout = Timeout.InfiniteTimeSpan };

    public string Describe(DatasetDefinition dataset) => mirror.ToString();

    public async Task FetchAsync(DatasetDefinition dataset, string folder, IProgress<string>? progress, CancellationToken cancellation)
    {
        foreach (var file in dataset.Files)
        {
            var address = new Uri(mirror, file.Name + ".gz");
            progress?.Report($"{dataset.Name}: downloading {address}");
            try
            {
                await DownloadAsync(address, file, folder, cancellation);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"{address} does not answer");
            }
        }
    }

    private async Task DownloadAsync(Uri address, DatasetFile file, string folder, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(Silence);
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        response.EnsureSuccessStatusCode();
        await using var packed = await response.Content.ReadAsStreamAsync(silence.Token);
        await using var content = new GZipStream(packed, CompressionMode.Decompress);
        await DatasetFiles.SaveAsync(content, file, folder, silence.Token, () => silence.CancelAfter(Silence));
    }
}
