using Shared.Wire;
using Xunit;

namespace Tests.Wire;

public sealed class SweepExtractorTests
{
    // Those that name a sweep and go elsewhere: to nodes, to the dispatcher, back to the API, into the journal.
    private static readonly Type[] NotToSweeps =
    [
        typeof(SweepDemand), typeof(ResultsAck), typeof(SweepReply), typeof(OpenSweep), typeof(SweepOpenedReply), typeof(SweepView), typeof(TrialsView), typeof(TableView), typeof(HistoryView),
        typeof(SweepOpened), typeof(SweepClosed),
    ];

    public static TheoryData<string> ToSweeps => [.. WireSerializer.Rows
        .Where(row => !NotToSweeps.Contains(row.Type) && row.Parser.ParseFrom([]).Descriptor.FindFieldByName("sweep") is { FieldType: Google.Protobuf.Reflection.FieldType.String })
        .Select(row => row.Manifest)];

    /// <summary>A message that the shard region can't route is dropped with a warning, and whoever asked waits in vain.</summary>
    [Theory]
    [MemberData(nameof(ToSweeps))]
    public void Every_message_to_a_sweep_finds_its_sweep(string manifest)
    {
        var message = WireSerializer.Rows.Single(row => row.Manifest == manifest).Parser.ParseFrom([]);
        message.Descriptor.FindFieldByName("sweep").Accessor.SetValue(message, "some-1");
        Assert.Equal("some-1", new SweepExtractor().EntityId(message));
    }
}
