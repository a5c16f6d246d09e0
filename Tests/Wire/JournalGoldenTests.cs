using Google.Protobuf;
using Shared.Wire;
using Xunit;

namespace Tests.Wire;

/// <summary>Bytes as an earlier build wrote them: a journal outlives the build. A new event gets a new line; an old line is never changed.</summary>
public sealed class JournalGoldenTests
{
    public static TheoryData<string, string> Stored => new()
    {
        { "CICVr5OrMxI1CjMKBnN3ZWVwMRIQeyJuYW1lIjoibW5pc3QifSIVaHR0cDovLzEyNy4wLjAuMTo1MDAwKAg=", "submitted" },
        { "CICVr5OrMxIJEgcKATESAnAx", "tracking" },
        { "CICVr5OrMxIgGh4KBGJvb3QSBWxvY2FsGglha2thOi8vbi8iAQIqAQM=", "assigned" },
        { "CICVr5OrMxIaIhgIARACGQAAAAAAAOA/IAEpAAAAAAAABEA=", "finished" },
        { "CICVr5OrMxIPKg0IARACGgRib29tKKwC", "failed" },
        { "CICVr5OrMxIMMgoKAgECEgRsb3N0", "requeued" },
        { "CICVr5OrMxIGOgQKAmJ5", "cancelled" },
        { "CICVr5OrMxICQgA=", "resumed" },
        { "CICVr5OrMxICSgA=", "closed" },
        { "CICVr5OrMxIaqgEXCAESA3MtMRgCIQAAAAAAAOA/KAEyATQ=", "reused" },
    };

    [Theory]
    [MemberData(nameof(Stored))]
    public void An_old_entry_reads_as_it_was_meant_and_is_written_the_same(string base64, string kind)
    {
        var bytes = Convert.FromBase64String(base64);
        var entry = SweepEntry.Parser.ParseFrom(bytes);

        Assert.Equal(1_763_930_000_000, entry.AtMs);
        Assert.Equal(Meant(kind), Assert.Single(entry.Events));
        Assert.Equal(bytes, entry.ToByteArray());
    }

    private static SweepEvent Meant(string kind) => kind switch
    {
        "submitted" => new() { Submitted = new() { Sweep = "sweep1", Spec = "{\"name\":\"mnist\"}", TrackingUri = "http://127.0.0.1:5000", Trials = 8 } },
        "tracking" => new() { Tracking = new() { Experiment = "1", ParentRun = "p1" } },
        "assigned" => new() { Assigned = new() { Boot = "boot", Agent = "local", Path = "akka://n/", Index = { 2 }, Attempt = { 3 } } },
        "finished" => new() { Finished = new() { Index = 1, Attempt = 2, Objective = 0.5, HasObjective = true, Seconds = 2.5 } },
        "failed" => new() { Failed = new() { Index = 1, Attempt = 2, Reason = "boom", NotBeforeMs = 300, Final = false } },
        "requeued" => new() { Requeued = new() { Index = { 1, 2 }, Reason = "lost" } },
        "cancelled" => new() { Cancelled = new() { Reason = "by" } },
        "resumed" => new() { Resumed = new() },
        "reused" => new() { Reused = new() { Index = 1, Sweep = "s-1", Source = 2, Objective = 0.5, HasObjective = true, Experiment = "4" } },
        _ => new() { Closed = new() },
    };
}
