using System.Collections.Frozen;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace Shared.Wire;

/// <summary>
/// The one serializer for what crosses a process or reaches the disk: protobuf with an explicit manifest for each message. A type without a row is refused
/// when written, an unknown manifest when read; no type name ever travels.
/// </summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>One row a message: the manifest never changes once it was written to a journal or spoken by a released build.</summary>
    public static readonly IReadOnlyList<(string Manifest, MessageParser Parser, Type Type)> Rows =
    [
        Row("n.hello.1", NodeHello.Parser),
        Row("n.member.1", MembershipQuery.Parser),
        Row("o.member.1", MembershipReply.Parser),
        Row("o.invite.1", MembershipInvitation.Parser),
        Row("d.quota.1", SetQuota.Parser),
        Row("d.lost.1", NodeLost.Parser),
        Row("d.reported.1", NodeReported.Parser),
        Row("s.demand.1", SweepDemand.Parser),
        Row("s.assign.1", AssignTrials.Parser),
        Row("s.stop.1", StopTrials.Parser),
        Row("n.results.1", TrialResults.Parser),
        Row("s.ack.1", ResultsAck.Parser),
        Row("c.submit.1", SubmitSweep.Parser),
        Row("c.cancel.1", CancelSweep.Parser),
        Row("c.resume.1", ResumeSweep.Parser),
        Row("c.reply.1", SweepReply.Parser),
        Row("c.open.1", OpenSweep.Parser),
        Row("c.opened.1", SweepOpenedReply.Parser),
        Row("q.sweep.1", GetSweep.Parser),
        Row("q.trials.1", GetTrials.Parser),
        Row("q.table.1", GetTable.Parser),
        Row("q.log.1", GetTrialLog.Parser),
        Row("q.loads.1", GetLoads.Parser),
        Row("q.overview.1", GetOverview.Parser),
        Row("c.control.1", ControlSweep.Parser),
        Row("q.history.1", GetHistory.Parser),
        Row("v.history.1", HistoryView.Parser),
        Row("v.sweep.1", SweepView.Parser),
        Row("v.trials.1", TrialsView.Parser),
        Row("v.table.1", TableView.Parser),
        Row("v.log.1", TrialLog.Parser),
        Row("v.loads.1", LoadsView.Parser),
        Row("v.overview.1", Overview.Parser),
        Row("j.entry.1", SweepEntry.Parser),
        Row("j.snapshot.1", SweepSnapshot.Parser),
        Row("j.opened.1", SweepOpened.Parser),
        Row("j.closed.1", SweepClosed.Parser),
    ];

    private static readonly FrozenDictionary<string, MessageParser> Readers = Rows.ToFrozenDictionary(row => row.Manifest, row => row.Parser);
    private static readonly FrozenDictionary<Type, string> Manifests = Rows.ToFrozenDictionary(row => row.Type, row => row.Manifest);

    /// <summary>Fixed for ever: it stands in the journal beside each row.</summary>
    public override int Identifier => 4_711;

    public override string Manifest(object o) =>
        Manifests.TryGetValue(o.GetType(), out var manifest) ? manifest : throw new ArgumentException($"{o.GetType()} has no row in the wire table", nameof(o));

    public override byte[] ToBinary(object obj) =>
        Manifests.ContainsKey(obj.GetType()) ? ((IMessage)obj).ToByteArray() : throw new ArgumentException($"{obj.GetType()} has no row in the wire table", nameof(obj));

    public override object FromBinary(byte[] bytes, string manifest) =>
        Readers.TryGetValue(manifest, out var parser) ? parser.ParseFrom(bytes) : throw new ArgumentException($"unknown manifest '{manifest}'", nameof(manifest));

    private static (string Manifest, MessageParser Parser, Type Type) Row<T>(string manifest, MessageParser<T> parser)
        where T : IMessage<T> =>
        (manifest, parser, typeof(T));
}
