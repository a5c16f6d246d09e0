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

    // Otherwise a sweep would train for hours and leave nothing.
    [Fact]
    public async Task A_bucket_that_is_not_there_is_refused_at_the_start()
    {
        _ = await gateway.NewBucketAsync();
        using var folder = new TempFolder();
        var start = SiblingProgram.Orchestrator().StartInfo();
        string[] arguments = ["tracking", "serve", "--port", "0", "--data", folder.Path];
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.RedirectStandardError = true;
        Settings("no-such-bucket").ToList().ForEach(setting => start.Environment[setting.Key] = setting.Value);
        using var process = Process.Start(start)!;
        var complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(ExitCodes.Refused, process.ExitCode);
        Assert.EndsWith($"the object store s3://no-such-bucket/lab cannot be used: there is no such bucket; create it first; {ObjectStores.Cure}", Assert.Single(complaint.Trim().Split('\n')));
    }

    private Dictionary<string, string> Settings(string bucket) => new(gateway.Environment) { ["EXPERIMENTS_ARTIFACTS"] = $"s3://{bucket}/lab" };
}
