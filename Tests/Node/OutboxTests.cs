using GpuNode.Outboxes;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Node;

/// <summary>The outbox on a real disk. A copy of its files, made while it is open, is what a kill leaves behind.</summary>
public sealed class OutboxTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_agents_next_life_finds_all_that_was_told_and_not_sent()
    {
        await using var outbox = Open("a");
        var attempt = outbox.Begin(new SweepHeader { Id = "s" }, new Assignment { Index = 7, Attempt = 2 });
        attempt.Row(Row(1));
        attempt.Row(Row(2));
        attempt.Artifact("/trial/picture.png", "pictures/one.png");
        await attempt.End(new TrialResult { Index = 7, Attempt = 2, Outcome = Outcome.Finished });

        await using var next = Open(Killed("a"));

        var left = Assert.Single(next.Left);
        Assert.Equal(("s", 7, 2), (left.Begun.Sweep.Id, left.Begun.Assignment.Index, left.Begun.Assignment.Attempt));
        Assert.Equal([1L, 2L], left.NextRows(1_000).Select(row => row.Row.Step));
        Assert.True(left.TryNextArtifact(out var artifact));
        Assert.Equal(("/trial/picture.png", "pictures/one.png"), (artifact.File, artifact.Name));
        Assert.Equal(Outcome.Finished, left.Result!.Outcome);
        Assert.Null(left.Settled);
    }

    [Fact]
    public async Task What_was_sent_is_sent_by_no_later_life_and_leaves_nothing_on_the_disk()
    {
        await using var outbox = Open("a");
        var attempt = outbox.Begin(new SweepHeader(), new Assignment());
        attempt.Row(Row(1));
        attempt.RowsSent(1);
        await attempt.Sent();

        await using (var next = Open(Killed("a")))
        {
            Assert.Empty(next.Left);
        }

        await outbox.DisposeAsync();
        Assert.Empty(Segments("a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_torn_tail_is_cut_off_and_what_was_before_it_stays(int bytes)
    {
        await using var outbox = Open("a");
        var attempt = outbox.Begin(new SweepHeader(), new Assignment());
        attempt.Row(Row(1));
        attempt.Row(Row(2));
        await attempt.End(new TrialResult());
        var killed = Killed("a");
        var last = Segments(killed)[^1];
        await File.WriteAllBytesAsync(last, (await File.ReadAllBytesAsync(last))[..^bytes]);

        await using (var next = Open(killed))
        {
            var left = Assert.Single(next.Left);
            Assert.Null(left.Result);
            Assert.Equal([1L, 2L], left.NextRows(1_000).Select(row => row.Row.Step));
            await left.End(new TrialResult { Reason = "told again" });
        }

        await using var afterwards = Open(killed);
        Assert.Equal("told again", Assert.Single(afterwards.Left).Result!.Reason);
    }

    [Fact]
    public async Task A_record_whose_bytes_have_changed_is_not_believed()
    {
        await using var outbox = Open("a");
        var attempt = outbox.Begin(new SweepHeader(), new Assignment());
        attempt.Row(Row(1));
        await attempt.End(new TrialResult { Reason = "finished well" });
        var killed = Killed("a");
        var last = Segments(killed)[^1];
        var bytes = await File.ReadAllBytesAsync(last);
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(last, bytes);

        await using var next = Open(killed);

        Assert.Null(Assert.Single(next.Left).Result);
    }

    [Fact]
    public async Task Its_depth_is_what_was_told_and_not_sent_and_since_when()
    {
        await using var outbox = Open("a");
        var attempt = outbox.Begin(new SweepHeader(), new Assignment());
        attempt.Row(new MetricRow { Step = 1, TimestampMs = 1_000, Metrics = { new Metric { Name = "loss", Value = 1 } } });
        attempt.Row(new MetricRow { Step = 2, TimestampMs = 2_000, Metrics = { new Metric { Name = "loss", Value = 1 } } });
        Assert.Equal((2, 1_000), (outbox.Depth.Rows, outbox.Depth.OldestMs));

        attempt.RowsSent(1);
        Assert.Equal((1, 2_000), (outbox.Depth.Rows, outbox.Depth.OldestMs));
        attempt.RowsSent(2);
        Assert.Equal((0, 0), (outbox.Depth.Rows, outbox.Depth.OldestMs));
    }

    [Fact]
    public async Task Two_agents_never_share_an_outbox()
    {
        await using var outbox = Open("a");

        Assert.ThrowsAny<IOException>(() => Open("a"));
    }

    [Theory]
    [InlineData(DropPolicy.Oldest)]
    [InlineData(DropPolicy.Thin)]
    public async Task Above_its_size_metric_rows_give_way_but_no_metrics_last_value_and_nothing_else(DropPolicy drop)
    {
        const int rows = 60_000;
        await using var outbox = Outbox.Open(new OutboxOptions(_folder.File("a"), Size: 1 << 20, drop), TimeProvider.System);
        var attempt = outbox.Begin(new SweepHeader { Id = "s" }, new Assignment());
        attempt.Row(new MetricRow { Step = 1, Metrics = { new Metric { Name = "once", Value = 42 } } });
        attempt.Artifact("/trial/picture.png", "picture.png");
        for (var step = 2; step <= rows; step++)
        {
            attempt.Row(Row(step));
        }

        await attempt.End(new TrialResult { Reason = "kept" });
        await FilledAsync(outbox, attempt);

        await using var next = Outbox.Open(new OutboxOptions(Killed("a"), Size: 1 << 20, drop), TimeProvider.System);
        var left = Assert.Single(next.Left);
        var kept = Drain(left);
        Assert.InRange(outbox.Bytes, 1, (1 << 20) + (128 << 10));
        Assert.Equal(rows, kept.Count + left.Dropped);
        Assert.Contains(1L, kept);
        Assert.Contains((long)rows, kept);
        Assert.True(left.TryNextArtifact(out _));
        Assert.Equal("kept", left.Result!.Reason);
        // Thinned, a curve begins at its beginning; else the newest are whole.
        Assert.Equal(drop == DropPolicy.Thin, kept.Exists(step => step is > 1 and < rows / 4));
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_holds_a_result_back_and_no_metric_and_it_recovers_by_itself()
    {
        await using var outbox = Open("a");
        Directory.Delete(_folder.File("a"), recursive: true);
        await File.WriteAllTextAsync(_folder.File("a"), "in the way");

        var attempt = outbox.Begin(new SweepHeader(), new Assignment());
        attempt.Row(Row(1));
        var ended = attempt.End(new TrialResult { Reason = "kept" });
        while (outbox.Trouble.Length == 0)
        {
            await Task.Yield();
        }

        Assert.False(ended.IsCompleted);
        Assert.Equal([1L], attempt.NextRows(1_000).Select(row => row.Row.Step));

        File.Delete(_folder.File("a"));
        _folder.Folder("a");
        await ended;
        Assert.Equal("", outbox.Trouble);
        await using var next = Open(Killed("a"));
        Assert.Equal("kept", Assert.Single(next.Left).Result!.Reason);
    }

    [Fact]
    public void An_agent_without_a_name_takes_up_what_an_earlier_one_of_its_machine_left()
    {
        Directory.CreateDirectory(OutboxFolders.Of(_folder.Path, "host-12"));
        Assert.Equal("host-99", OutboxFolders.NameFor(_folder.Path, "host", 99));

        foreach (var name in new[] { "host-12", "hostile-13", "host-gpu" })
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(OutboxFolders.Of(_folder.Path, name)).FullName, "000000000001.outbox"), "");
        }

        Assert.Equal("host-12", OutboxFolders.NameFor(_folder.Path, "host", 99));
        using var running = new FileStream(Path.Combine(OutboxFolders.Of(_folder.Path, "host-12"), "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal("host-99", OutboxFolders.NameFor(_folder.Path, "host", 99));
    }

    [Theory]
    [InlineData("../elsewhere", "%2E%2E%2Felsewhere")]
    [InlineData("..", "%2E%2E")]
    [InlineData("gpu-1", "gpu-1")]
    public void No_agents_name_leads_out_of_the_outboxes(string name, string folder) =>
        Assert.Equal(Path.Combine("/data", "outbox", folder), OutboxFolders.Of("/data", name));

    private Outbox Open(string name) => Outbox.Open(new OutboxOptions(_folder.File(name)), TimeProvider.System);

    private string[] Segments(string name) => [.. Directory.GetFiles(_folder.File(name), "*.outbox").Order(StringComparer.Ordinal)];

    private string Killed(string name)
    {
        var copy = _folder.Folder($"{name}-{Guid.NewGuid():N}");
        foreach (var segment in Segments(name))
        {
            File.Copy(segment, Path.Combine(copy, Path.GetFileName(segment)));
        }

        return copy;
    }

    private static MetricRow Row(long step) => new() { Step = step, TimestampMs = 1_763_930_000_000 + step, Metrics = { new Metric { Name = "loss", Value = 1.0 / step } } };

    // The writer makes room after the write that was waited for.
    private static async Task FilledAsync(Outbox outbox, OutboxAttempt attempt)
    {
        for (var told = 0; outbox.Bytes > (1 << 20) + (64 << 10); told++)
        {
            await attempt.End(new TrialResult { Reason = "kept", Seconds = told });
        }
    }

    private static List<long> Drain(OutboxAttempt attempt)
    {
        var steps = new List<long>();
        while (attempt.NextRows(1_000) is { Count: > 0 } rows)
        {
            steps.AddRange(rows.Select(row => row.Row.Step));
            attempt.RowsSent(rows[^1].Seq);
        }

        return steps;
    }
}
