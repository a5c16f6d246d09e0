using System.Net;
using System.Text;
using Shared.Checkpoints;
using Shared.Mlflow;
using Tests.EndToEnd;
using Tests.Training;
using Xunit;

namespace Tests.ObjectStore;

/// <summary>Three orchestrators with their checkpoints in one bucket: a machine that is lost takes none with it.</summary>
[Collection(TorchTests.Name)]
public sealed class LostMachineTests(ObjectGateway gateway) : IClassFixture<ObjectGateway>
{
    private const string Sweep = """
        name: lost-machine
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 3000, validation_images: 200 }
        parameters: { noise: 0.5, filters: 16, learning_rate: 0.01, epochs: 6 }
        """;

    [Fact]
    public async Task A_waiting_trial_goes_on_from_the_checkpoint_that_a_lost_orchestrator_had_taken()
    {
        var bucket = await gateway.NewBucketAsync();
        await using var group = await OrchestratorGroup.StartAsync(slots: 1, new Dictionary<string, string>(gateway.Environment) { ["EXPERIMENTS_ARTIFACTS"] = $"s3://{bucket}/lab" });
        var answer = await group.Clients[0].SubmitAsync(Encoding.UTF8.GetBytes(Sweep), fresh: false, CancellationToken.None);
        var id = answer.Submitted!.Id;
        await ServedPlace.WaitAsync(async () => (await group.Clients[0].SweepAsync(id, CancellationToken.None)).Running is [{ Epoch: >= 2 and < 6 }]);

        // The only node leaves, and has sent where it was: the trial waits, and nobody holds it.
        group.EndNode();
        await ServedPlace.WaitAsync(async () => (await group.Clients[0].SweepAsync(id, CancellationToken.None)).Trials is { Running: 0, Pending: 1 });
        var last = await LastAsync(group, id);
        var keeper = await KeeperAsync(group, id);
        await group.LoseAsync(keeper);
        group.StartNode("another", slots: 1);

        var next = group.Clients[(keeper + 1) % 3];
        await ServedPlace.WaitAsync(async () => (await next.SweepAsync(id, CancellationToken.None)).State == "completed");
        Assert.Contains(group.Lines("another"), line => line.Contains($"goes on from epoch {last.Epoch}", StringComparison.Ordinal));
        await FilesAsync(bucket);
    }

    // The weights lie where the runs' artifacts do, and nothing is kept to go on from.
    private async Task FilesAsync(string bucket)
    {
        using var s3 = gateway.Client();
        List<string> keys = [];
        await ServedPlace.WaitAsync(
            async () =>
            {
                keys = (await s3.ListObjectsV2Async(new() { BucketName = bucket })).S3Objects.ConvertAll(one => one.Key);
                return keys.Exists(key => key.EndsWith($"/artifacts/{TrialArtifacts.Weights}", StringComparison.Ordinal)) && !keys.Exists(key => key.StartsWith("lab/checkpoints/", StringComparison.Ordinal));
            },
            () => string.Join('\n', keys));
    }

    private static async Task<KeptCheckpoint> LastAsync(OrchestratorGroup group, string id)
    {
        KeptCheckpoint[] kept = [];
        await ServedPlace.WaitAsync(async () => (kept = await group.Clients[0].CheckpointsAsync(id, CancellationToken.None)).Length > 0);
        return kept[0];
    }

    // The others send who asks there.
    private static async Task<int> KeeperAsync(OrchestratorGroup group, string id)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        for (var i = 0; i < group.Clients.Count; i++)
        {
            using var answer = await http.GetAsync(new Uri(group.Clients[i].Server, $"api/sweeps/{id}/checkpoints"));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return i;
            }
        }

        throw new InvalidOperationException("nobody keeps its checkpoints");
    }
}
