using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Orchestrator.CommandLine;
using Orchestrator.Tracking.Artifacts;
using Shared.Hosting;
using Shared.Mlflow;
using Tests.EndToEnd;
using Tests.Support;
using Xunit;

namespace Tests.ObjectStore;

/// <summary>Processes whose artifacts and checkpoints lie in a bucket, by one setting.</summary>
[Collection(ObjectGatewayTests.Name)]
public sealed class ServedFromBucketTests(ObjectGateway gateway)
{
    [Fact]
    public async Task MLflow_clients_reach_files_in_a_bucket_as_they_would_in_a_folder()
    {
        var bucket = await gateway.NewBucketAsync();
        await using var place = new ServedPlace();
        await place.ServeAsync("head", environment: Settings(bucket));
        using var client = new MlflowClient(MlflowConnection.Parse(place.Address.AbsoluteUri));
        var run = (await client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        var content = RandomNumberGenerator.GetBytes(20_000_000);
        await client.UploadArtifactAsync(run.ArtifactUri!, "folder/large.bin", content);
        Assert.Equal(content.Length, Assert.Single(await client.ListArtifactsAsync(run.RunId, "folder")).FileSize);

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, ArtifactAddress.Of(place.Address, run.ArtifactUri!, "folder/large.bin"));
        request.Headers.Range = new(content.Length - 5, content.Length - 1);
        using var part = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.PartialContent, Convert.ToHexString(content[^5..])), (part.StatusCode, Convert.ToHexString(await part.Content.ReadAsByteArrayAsync())));
        using var again = new HttpRequestMessage(HttpMethod.Get, request.RequestUri);
        again.Headers.IfNoneMatch.Add(part.Headers.ETag!);
        using var unchanged = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        using var s3 = gateway.Client();
        var keys = (await s3.ListObjectsV2Async(new() { BucketName = bucket })).S3Objects.ConvertAll(one => one.Key);
        Assert.Contains($"lab/0/{run.RunId}/artifacts/folder/large.bin", keys);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(place.Folder("head"), "artifacts"), "*", SearchOption.AllDirectories));
    }

    // As docs/operations.md says: the server is stopped, every file is copied to the key that is its path, and the server is started with the bucket.
    [Fact]
    public async Task Files_of_a_folder_that_are_copied_into_a_bucket_are_found_there()
    {
        var bucket = await gateway.NewBucketAsync();
        await using var place = new ServedPlace();
        await place.ServeAsync("head");
        var (run, content) = ("", RandomNumberGenerator.GetBytes(300_000));
        using (var before = new MlflowClient(MlflowConnection.Parse(place.Address.AbsoluteUri)))
        {
            var created = (await before.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
            await before.UploadArtifactAsync(created.ArtifactUri!, "folder/odd name ü+%.bin", content);
            run = created.RunId;
        }

        await place.KillAllAsync();
        var files = Path.Combine(place.Folder("head"), "artifacts");
        using (var s3 = gateway.Client())
        {
            foreach (var file in Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories))
            {
                await s3.PutObjectAsync(new() { BucketName = bucket, Key = "lab/" + Path.GetRelativePath(files, file), FilePath = file });
            }
        }

        Directory.Delete(files, recursive: true);
        await place.ServeAsync("head", environment: Settings(bucket));

        using var client = new MlflowClient(MlflowConnection.Parse(place.Address.AbsoluteUri));
        using var http = new HttpClient();
        Assert.Equal("folder/odd name ü+%.bin", Assert.Single(await client.ListArtifactsAsync(run, "folder")).Path);
        var uri = (await client.GetRunAsync(run)).Info.ArtifactUri!;
        Assert.Equal(content, await http.GetByteArrayAsync(ArtifactAddress.Of(place.Address, uri, "folder/odd name ü+%.bin")));
    }

    // Otherwise a sweep would train for hours and leave nothing. What is refused leaves nothing behind either: the next start is refused alike, and doesn't take itself for one that comes back.
    [Theory]
    [InlineData("serve", "--cluster-port", "0")]
    [InlineData("tracking", "serve")]
    public async Task A_bucket_that_is_not_there_is_refused_at_every_start(params string[] command)
    {
        _ = await gateway.NewBucketAsync();
        using var folder = new TempFolder();
        for (var start = 0; start < 2; start++)
        {
            var (code, complaint) = await StartAsync([.. command, "--port", "0", "--data", folder.File("data")]);

            Assert.Equal(ExitCodes.Refused, code);
            Assert.EndsWith($"the object store s3://no-such-bucket/lab cannot be used: there is no such bucket; create it first; {ObjectStores.Cure}", Assert.Single(complaint.Trim().Split('\n')));
            Assert.False(File.Exists(folder.File("data/journal.db")));
        }
    }

    private async Task<(int Code, string Complaint)> StartAsync(string[] arguments)
    {
        var start = SiblingProgram.Orchestrator().StartInfo();
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.RedirectStandardError = true;
        Settings("no-such-bucket").ToList().ForEach(setting => start.Environment[setting.Key] = setting.Value);
        using var process = Process.Start(start)!;
        var complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, complaint);
    }

    private Dictionary<string, string> Settings(string bucket) => new(gateway.Environment) { ["EXPERIMENTS_ARTIFACTS"] = $"s3://{bucket}/lab" };
}
