using System.Diagnostics;
using System.Text;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Orchestrator.Tracking.Copying;
using Shared.Hosting;
using Shared.Mlflow;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Tracking;

public sealed class CopyTests
{
    private readonly List<string> _said = [];

    [Fact]
    public async Task A_copy_has_all_that_the_original_has()
    {
        await using var source = await TrackingServer.StartAsync();
        await using var target = await TrackingServer.StartAsync();
        var (parent, child) = await FillAsync(source.Client);

        await CopyAsync(source, target);

        var runs = await RunsAsync(target.Client, "noise");
        var copy = runs.Single(run => run.Info.RunName == "child");
        var above = runs.Single(run => run.Info.RunName == "parent");
        Assert.Equal((RunStatus.Failed, 1_000L, (long?)9_000L, "ada"), (copy.Info.Status, copy.Info.StartTime, copy.Info.EndTime, copy.Info.UserId));
        Assert.Equal([new RunParam("filters", "16")], copy.Data!.Params!);
        Assert.Equal("text", CopyTags.Of(copy, "note"));
        Assert.Equal(above.Info.RunId, CopyTags.Of(copy, SweepTags.Parent));
        Assert.Equal(child, CopyTags.Of(copy, CopyTags.Source));
        Assert.Equal(await source.Client.GetMetricHistoryAsync(child, "loss"), await target.Client.GetMetricHistoryAsync(copy.Info.RunId, "loss"));
        Assert.Equal(double.NaN, Assert.Single(await target.Client.GetMetricHistoryAsync(copy.Info.RunId, "broken")).Value);
        using var file = new MemoryStream();
        await target.Client.DownloadArtifactAsync(copy.Info.ArtifactUri!, "folder/deep/100%.txt", file);
        Assert.Equal("content", Encoding.UTF8.GetString(file.ToArray()));
        Assert.Equal([new MlflowTag("mlflow.note.content", "about")], (await target.Client.GetExperimentByNameAsync("noise"))!.Tags!);
        Assert.NotEqual(parent, above.Info.RunId);
        Assert.Contains("noise: 2 of 2 runs, 1,202 metric points, 2 files", _said);
    }

    [Fact]
    public async Task What_was_copied_is_not_copied_again_and_what_went_on_is()
    {
        await using var source = await TrackingServer.StartAsync();
        await using var target = await TrackingServer.StartAsync();
        var (parent, _) = await FillAsync(source.Client);
        await CopyAsync(source, target);
        _said.Clear();

        await source.Client.LogBatchAsync(parent, [new("late", 1, 1, 1)]);
        await CopyAsync(source, target);

        var runs = await RunsAsync(target.Client, "noise");
        Assert.Equal(2, runs.Count);
        Assert.Contains(runs.Single(run => run.Info.RunName == "parent").Data!.Metrics!, metric => metric.Key == "late");
        Assert.Contains("noise: 2 of 2 runs (1 were there), 1 metric points, 0 files", _said);
    }

    [Fact]
    public async Task A_copy_that_broke_off_is_finished_by_the_next_one()
    {
        await using var source = await TrackingServer.StartAsync();
        await using var target = await TrackingServer.StartAsync();
        var (_, child) = await FillAsync(source.Client);
        var home = await target.Client.EnsureExperimentAsync("noise");
        var half = (await target.Client.CreateRunAsync(home, DateTimeOffset.FromUnixTimeMilliseconds(1_000), "child", [new(CopyTags.Source, child)])).Info.RunId;
        await target.Client.LogBatchAsync(half, [new("loss", 0, 0, 0)], [new("filters", "16")]);

        await CopyAsync(source, target);

        var copy = (await RunsAsync(target.Client, "noise")).Single(run => run.Info.RunName == "child");
        Assert.Equal((half, RunStatus.Failed), (copy.Info.RunId, copy.Info.Status));
        Assert.Equal(1_201, (await target.Client.GetMetricHistoryAsync(half, "loss")).Count);
        Assert.Equal(["folder", "top"], (await target.Client.ListArtifactsAsync(half)).Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_leaves_nothing_half_that_counts_as_whole()
    {
        await using var source = await TrackingServer.StartAsync();
        await using var target = await TrackingServer.StartAsync();
        await FillAsync(source.Client);
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TrackingCopy(source.Client, target.Client, TimeProvider.System, _said.Add).CopyAsync([], interrupt.Token));
        await CopyAsync(source, target);

        Assert.Equal(2, (await RunsAsync(target.Client, "noise")).Count);
    }

    [Fact]
    public async Task Import_and_export_are_the_same_copy_through_a_data_folder()
    {
        await using var source = await TrackingServer.StartAsync();
        await using var target = await TrackingServer.StartAsync();
        await FillAsync(source.Client);
        using var folder = new TempFolder();

        var import = await CommandRun.OfAsync(["tracking", "import", source.Address.AbsoluteUri, "--experiment", "noise", "--data", folder.Path]);
        var export = await CommandRun.OfAsync(["tracking", "export", target.Address.AbsoluteUri, "--data", folder.Path]);

        Assert.Equal((ExitCodes.Success, ""), (import.Code, import.Error));
        Assert.Contains("noise: 2 of 2 runs, 1,202 metric points, 2 files", import.Out);
        Assert.Contains($"1 experiment copied from {source.Address.AbsoluteUri.TrimEnd('/')} to {folder.Path}", import.Out);
        Assert.Equal((ExitCodes.Success, ""), (export.Code, export.Error));
        var child = (await RunsAsync(target.Client, "noise")).Single(run => run.Info.RunName == "child");
        Assert.Equal(1_201, (await target.Client.GetMetricHistoryAsync(child.Info.RunId, "loss")).Count);
    }

    [Fact]
    public async Task An_import_that_is_ended_from_outside_goes_on_when_it_is_called_again()
    {
        await using var source = await TrackingServer.StartAsync();
        await FillAsync(source.Client);
        var home = await source.Client.EnsureExperimentAsync("noise");
        for (var i = 0; i < 150; i++)
        {
            var run = await source.Client.CreateRunAsync(home, DateTimeOffset.FromUnixTimeMilliseconds(i), $"run {i}");
            await source.Client.LogBatchAsync(run.Info.RunId, [new("loss", i, i, i)], [new("index", $"{i}")]);
            await source.Client.UpdateRunAsync(run.Info.RunId, RunStatus.Finished, DateTimeOffset.UnixEpoch);
        }

        using var folder = new TempFolder();
        var data = folder.File("data");
        Assert.True(await EndedAsync(source.Address, data) is ExitCodes.Terminated or ExitCodes.Success);
        var again = await CommandRun.OfAsync(["tracking", "import", source.Address.AbsoluteUri, "--experiment", "noise", "--data", data]);

        Assert.Equal((ExitCodes.Success, ""), (again.Code, again.Error));
        await using var ours = await TrackingServer.StartAsync(data);
        var runs = await RunsAsync(ours.Client, "noise");
        Assert.Equal((152, 152), (runs.Count, runs.DistinctBy(run => CopyTags.Of(run, CopyTags.Source)).Count()));
        Assert.All(runs, run => Assert.NotNull(CopyTags.Of(run, CopyTags.Whole)));
        Assert.All(runs.Where(run => run.Info.RunName!.StartsWith("run ", StringComparison.Ordinal)), run => Assert.Equal(run.Info.StartTime, (long)run.Data!.Metrics!.Single().Value));
    }

    // SIGTERM in the middle of it, as near as can be told from outside.
    private static async Task<int> EndedAsync(Uri source, string data)
    {
        var start = SiblingProgram.Orchestrator().StartInfo();
        foreach (var argument in new[] { "tracking", "import", source.AbsoluteUri, "--experiment", "noise", "--data", data })
        {
            start.ArgumentList.Add(argument);
        }

        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.HasExited && !File.Exists(Path.Combine(data, "tracking.db")))
        {
            await Task.Delay(10);
        }

        await Task.Delay(400);
        ProcessFamily.Send(process.Id, ProcessFamily.Signal.Terminate);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    [Fact]
    public async Task What_can_not_be_copied_is_one_line_with_the_cure()
    {
        await using var source = await TrackingServer.StartAsync();
        using var folder = new TempFolder();

        var unknown = await CommandRun.OfAsync(["tracking", "import", source.Address.AbsoluteUri, "--experiment", "nose", "--data", folder.Path]);
        var noAddress = await CommandRun.OfAsync(["tracking", "export", "file:///tmp/mlruns", "--data", folder.Path]);

        Assert.Equal([ExitCodes.Refused, ExitCodes.Refused], [unknown.Code, noAddress.Code]);
        Assert.Contains("no experiment 'nose'; it has: Default", Assert.Single(unknown.ErrorLines));
        Assert.Contains("http://host:5000", Assert.Single(noAddress.ErrorLines));
    }

    private async Task CopyAsync(TrackingServer source, TrackingServer target) =>
        await new TrackingCopy(source.Client, target.Client, TimeProvider.System, _said.Add).CopyAsync(["noise"], default);

    private static async Task<(string Parent, string Child)> FillAsync(MlflowClient client)
    {
        var experiment = await client.CreateExperimentAsync("noise", [new("mlflow.note.content", "about")]);
        var parent = (await client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch, "parent")).Info;
        var child = (await client.CreateRunAsync(experiment, DateTimeOffset.FromUnixTimeMilliseconds(1_000), "child", [new("note", "text"), new(SweepTags.Parent, parent.RunId)], "ada")).Info;
        await client.LogBatchAsync(
            child.RunId, [.. Enumerable.Range(0, 1_201).Select(step => new MetricPoint("loss", Math.Sin(step), step, step)), new("broken", double.NaN, 5, 5)], [new("filters", "16")]);
        await client.UploadArtifactAsync(child.ArtifactUri!, "folder/deep/100%.txt", "content"u8.ToArray());
        await client.UploadArtifactAsync(child.ArtifactUri!, "top", new byte[1]);
        await client.UpdateRunAsync(child.RunId, RunStatus.Failed, DateTimeOffset.FromUnixTimeMilliseconds(9_000));
        return (parent.RunId, child.RunId);
    }

    private static async Task<List<MlflowRun>> RunsAsync(MlflowClient client, string experiment)
    {
        List<MlflowRun> runs = [];
        await foreach (var run in client.SearchAllRunsAsync([(await client.GetExperimentByNameAsync(experiment))!.ExperimentId]))
        {
            runs.Add(run);
        }

        return runs;
    }
}
