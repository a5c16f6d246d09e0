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
        { "CICVr5OrMxIZKhcIARACGgRib29tKKwCOAFAgICAgARIAw==", "starved" },
        { "CICVr5OrMxIMMgoKAgECEgRsb3N0", "requeued" },
        { "CICVr5OrMxIQMg4KAQESB2RyYWluZWQYAQ==", "handed back" },
        { "CICVr5OrMxIGOgQKAmJ5", "cancelled" },
        { "CICVr5OrMxICQgA=", "resumed" },
        { "CICVr5OrMxICSgA=", "closed" },
        { "CICVr5OrMxIXwgIUChAKCGFkYUBob3N0EgRkZW1vEAE=", "paused" },
        { "CICVr5OrMxIlygIiCgoKCGFkYUBob3N0EAIY////////////ASEAAAAAAADgPw==", "tuned" },
        { "CICVr5OrMxIg0gIdCgoKCGFkYUBob3N0EgIBAhoLbm9pc2UgPiAwLjU=", "retried" },
        { "CICVr5OrMxIy2gIvCgoKCGFkYUBob3N0EgJ7fRoEYTogMSIXcmV0cnkuYXR0ZW1wdHM6IDMg4oaSIDU=", "amended" },
        { "CICVr5OrMxIx4gIuCgoKCGFkYUBob3N0EgVub2lzZRoJEWZmZmZmZuY/IAooDDIKZXBvY2hzID4gMA==", "extended" },
        { "CICVr5OrMxIdOhsKAmJ5wgIRCghhZGFAaG9zdBIFd3JvbmfIAgE=", "cancelled by" },
        { "CICVr5OrMxIPQg3CAgoKCGFkYUBob3N0", "resumed by" },
        { "CICVr5OrMxIZChcKBnN3ZWVwMSgIwgIKCghhZGFAaG9zdA==", "submitted by" },
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
        "starved" => new() { Failed = new() { Index = 1, Attempt = 2, Reason = "boom", NotBeforeMs = 300, Kind = FailureKind.OutOfMemory, PeakBytes = 1L << 30, Companions = 3 } },
        "requeued" => new() { Requeued = new() { Index = { 1, 2 }, Reason = "lost" } },
        "handed back" => new() { Requeued = new() { Index = { 1 }, Reason = "drained", HandedBack = true } },
        "cancelled" => new() { Cancelled = new() { Reason = "by" } },
        "resumed" => new() { Resumed = new() },
        "paused" => new() { Paused = new() { By = new() { Who = "ada@host", Why = "demo" }, Drain = true } },
        "tuned" => new() { Tuned = new() { By = Ada(), MaxParallel = 2, Priority = -1, Weight = 0.5 } },
        "retried" => new() { Retried = new() { By = Ada(), Index = { 1, 2 }, Where = "noise > 0.5" } },
        "amended" => new() { Amended = new() { By = Ada(), Spec = "{}", Yaml = "a: 1", Changes = { "retry.attempts: 3 → 5" } } },
        "extended" => new() { Extended = new() { By = Ada(), Parameter = "noise", Values = { new Value { Number = 0.7 } }, Epochs = 10, Trials = 12, TrainsOn = "epochs > 0" } },
        "cancelled by" => new() { Cancelled = new() { Reason = "by", By = new() { Who = "ada@host", Why = "wrong" }, Now = true } },
        "resumed by" => new() { Resumed = new() { By = Ada() } },
        "submitted by" => new() { Submitted = new() { Sweep = "sweep1", Trials = 8, By = Ada() } },
        "reused" => new() { Reused = new() { Index = 1, Sweep = "s-1", Source = 2, Objective = 0.5, HasObjective = true, Experiment = "4" } },
        _ => new() { Closed = new() },
    };

    private static Caller Ada() => new() { Who = "ada@host" };
}
