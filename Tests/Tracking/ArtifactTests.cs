using System.Net;
using System.Net.Sockets;
using System.Text;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

public sealed class ArtifactTests
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts/";

    public static TheoryData<string> OddNames =>
        ["plain.txt", "with space.png", "100%.txt", "a%20b", "a%2Fb", "größe/日本語.png", "key%step%3%timestamp%1700000000000%g0.png", "q?x=1&y", "a+b", "it's", "semi;colon,x", "dots...", "tilde~x"];

    public static TheoryData<string> Escapes =>
    [
        "../x", "a/../../x", "a/%2e%2e/x", "%2e%2e/x", "a/..%2f..%2f..%2fx", "%252e%252e%252fx", "%25252e%25252e/x", "a/..", "%2e/x", "a/./x",
        "/etc/x", "%2fetc/x", "%252fetc/x", "a//x", "..%5cx", "a%5c..%5cx", "%255cx", "C:/x", "c%3a/x", "c%253a/x", "a%00b", "a%23b", ".incoming/x", "%2eincoming/x",
    ];

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task Any_name_goes_up_and_comes_down_as_it_is(string name)
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        var content = Encoding.UTF8.GetBytes("content of " + name);

        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "folder/" + name, content);

        using var copy = new MemoryStream();
        await server.Client.DownloadArtifactAsync(run.ArtifactUri!, "folder/" + name, copy);
        Assert.Equal(content, copy.ToArray());
        Assert.Contains(await AllFilesAsync(server.Client, run.RunId, "folder"), file => file.Path == "folder/" + name && file.FileSize == content.Length);
        Assert.True(File.Exists(Path.Combine(server.ArtifactRoot, "0", run.RunId, "artifacts", "folder", name)));
    }

    [Fact]
    public async Task A_download_ends_at_its_bound()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "ten", new byte[10]);

        using var whole = new MemoryStream();
        await server.Client.DownloadArtifactAsync(run.ArtifactUri!, "ten", whole, most: 10);
        Assert.Equal(10, whole.Length);
        var fault = await Assert.ThrowsAsync<MlflowException>(() => server.Client.DownloadArtifactAsync(run.ArtifactUri!, "ten", Stream.Null, most: 9));
        Assert.Equal((false, "artifact 'ten' has more than 9 bytes"), (fault.IsTransient, fault.Message));
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task No_spelling_of_a_path_leaves_the_artifact_folder(string path)
    {
        await using var server = await TrackingServer.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "x"), "secret");
        var before = Snapshot(server.Folder);

        foreach (var method in (string[])["PUT", "GET", "DELETE"])
        {
            // Where the web server itself folds the dots away, another route or none is met.
            var status = await AskRawAsync(server.Address, method, Proxy + path);
            Assert.True(status is 400 or 404 or 405, $"{method} {path} answered {status}");
        }

        Assert.Equal(before, Snapshot(server.Folder));
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("%2e%2e/x")]
    [InlineData("%252e%252e%252fx")]
    [InlineData("a%5cb")]
    [InlineData("%2fetc")]
    [InlineData("a%23b")]
    public async Task An_unsafe_path_is_said_to_be_invalid(string path)
    {
        await using var server = await TrackingServer.StartAsync();
        Assert.Equal(400, await AskRawAsync(server.Address, "PUT", Proxy + "1/run/artifacts/" + path));
    }

    [Fact]
    public async Task A_file_can_be_replaced_but_is_never_a_folder_too()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "a", "1"u8.ToArray());
        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "b/c", "2"u8.ToArray());

        var below = await Assert.ThrowsAsync<MlflowException>(() => server.Client.UploadArtifactAsync(run.ArtifactUri!, "a/b", "3"u8.ToArray()));
        var above = await Assert.ThrowsAsync<MlflowException>(() => server.Client.UploadArtifactAsync(run.ArtifactUri!, "b", "3"u8.ToArray()));

        Assert.Equal(HttpStatusCode.BadRequest, below.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, above.StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.ArtifactRoot, ".incoming")));
    }

    [Fact]
    public async Task A_large_file_passes_through_and_a_part_of_it_can_be_asked_for()
    {
        const int Size = 40_000_000; // above the web server's usual limit for a body
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        var file = Path.Combine(server.Folder, "large.bin");
        await File.WriteAllBytesAsync(file, Some(Size));

        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "large.bin", file);

        using var request = new HttpRequestMessage(HttpMethod.Get, ArtifactAddress.Of(server.Address, run.ArtifactUri!, "large.bin"));
        request.Headers.Range = new(Size - 5, Size - 1);
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(Some(Size)[^5..], await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(Size, Assert.Single(await server.Client.ListArtifactsAsync(run.RunId)).FileSize);
    }

    [Fact]
    public async Task A_download_tells_its_type_and_is_not_run_by_a_browser()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "page.html", "<script>"u8.ToArray());
        await server.Client.UploadArtifactAsync(run.ArtifactUri!, "picture.png", "png"u8.ToArray());

        using var page = await server.Http.GetAsync(ArtifactAddress.Of(server.Address, run.ArtifactUri!, "page.html"));
        using var picture = await server.Http.GetAsync(ArtifactAddress.Of(server.Address, run.ArtifactUri!, "picture.png"));

        Assert.Equal("text/plain", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", page.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_pages_upload_is_bounded_also_where_the_body_does_not_say_its_size()
    {
        const int Most = 10 * 1024 * 1024;
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;

        async Task<HttpStatusCode> UploadAsync(string path, int size)
        {
            using var content = new ByteArrayContent(Some(size));
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, $"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run}&path={path}")) { Content = content };
            request.Headers.TransferEncodingChunked = true;
            using var response = await server.Http.SendAsync(request);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await UploadAsync("less", Most - 100_000)); // the chunks' own heads count too
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync("more", Most + 1));
        Assert.Equal("less", Assert.Single(await server.Client.ListArtifactsAsync(run)).Path);
    }

    [Fact]
    public async Task A_run_whose_artifacts_lie_elsewhere_says_so()
    {
        await using var server = await TrackingServer.StartAsync();
        var experiment = await server.Client.CreateExperimentAsync("elsewhere", artifactLocation: "s3://bucket/x");
        var run = (await server.Client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch)).Info;

        var fault = await Assert.ThrowsAsync<MlflowException>(() => server.Client.ListArtifactsAsync(run.RunId));

        Assert.Equal(HttpStatusCode.NotImplemented, fault.StatusCode);
        Assert.False(fault.IsTransient);
        await Assert.ThrowsAsync<ArgumentException>(() => server.Client.UploadArtifactAsync(run.ArtifactUri!, "x", "1"u8.ToArray()));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_unavailable_and_not_the_callers_fault()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        Directory.Delete(Path.Combine(server.ArtifactRoot, ".incoming"));

        var fault = await Assert.ThrowsAsync<MlflowException>(() => server.Client.UploadArtifactAsync(run.ArtifactUri!, "x", "1"u8.ToArray()));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, fault.StatusCode);
        Assert.Equal("TEMPORARILY_UNAVAILABLE", fault.ErrorCode);
        Assert.True(fault.IsTransient);
    }

    private static async Task<IReadOnlyList<ArtifactEntry>> AllFilesAsync(MlflowClient client, string run, string folder)
    {
        var files = new List<ArtifactEntry>();
        foreach (var entry in await client.ListArtifactsAsync(run, folder))
        {
            files.AddRange(entry.IsDir ? await AllFilesAsync(client, run, entry.Path) : [entry]);
        }
        return files;
    }

    // HttpClient would clean the path before it is sent.
    private static async Task<int> AskRawAsync(Uri server, string method, string target)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        await using var stream = tcp.GetStream();
        var body = method == "PUT" ? "evil" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string[] Snapshot(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("tracking.db", StringComparison.Ordinal)).Select(file => file + ":" + File.ReadAllText(file)).Order(),
    ];

    private static byte[] Some(int size)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
