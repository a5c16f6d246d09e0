using Akka.Actor;
using Akka.Configuration;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Shared.Hosting;
using Shared.Wire;
using Xunit;

namespace Tests.Wire;

public sealed class WireSerializerTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("wire", HoconFiles.Orchestrator().WithFallback(ConfigurationFactory.Default()));

    public static TheoryData<string> Manifests => [.. WireSerializer.Rows.Select(row => row.Manifest)];

    public void Dispose() => _system.Dispose();

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Every_row_survives_the_round_trip_filled_to_the_brim(string manifest)
    {
        var row = WireSerializer.Rows.Single(row => row.Manifest == manifest);
        var message = Filled(row.Parser.ParseFrom([]).Descriptor);

        var serializer = Assert.IsType<WireSerializer>(_system.Serialization.FindSerializerFor(message));
        Assert.Equal(manifest, serializer.Manifest(message));
        Assert.Equal(message, serializer.FromBinary(serializer.ToBinary(message), manifest));
    }

    [Fact]
    public void Manifests_and_types_are_unique()
    {
        Assert.Equal(WireSerializer.Rows.Count, WireSerializer.Rows.Select(row => row.Manifest).Distinct().Count());
        Assert.Equal(WireSerializer.Rows.Count, WireSerializer.Rows.Select(row => row.Type).Distinct().Count());
    }

    [Fact]
    public void Every_message_of_cluster_and_journal_has_a_row_or_is_part_of_one()
    {
        var rows = WireSerializer.Rows.Select(row => row.Parser.ParseFrom([]).Descriptor).ToHashSet();
        var parts = new HashSet<MessageDescriptor>();
        foreach (var row in rows)
        {
            Collect(row, parts);
        }

        var all = ClusterReflection.Descriptor.MessageTypes.Concat(JournalReflection.Descriptor.MessageTypes);
        Assert.Equal([], all.Where(message => !rows.Contains(message) && !parts.Contains(message)).Select(message => message.Name));
    }

    [Fact]
    public void A_type_without_a_row_is_refused_when_written()
    {
        var serializer = new WireSerializer((ExtendedActorSystem)_system);

        Assert.Throws<ArgumentException>(() => { _ = serializer.Manifest(new TrainerCommand()); });
        Assert.ThrowsAny<Exception>(() => { _ = _system.Serialization.Serialize(new Uri("http://any.type")); });
    }

    [Fact]
    public void An_unknown_manifest_and_the_polymorphic_serializer_are_refused_when_read()
    {
        var serializer = new WireSerializer((ExtendedActorSystem)_system);

        Assert.Throws<ArgumentException>(() => { _ = serializer.FromBinary([], "System.Diagnostics.Process"); });
        var refused = Assert.ThrowsAny<Exception>(() => { _ = _system.Serialization.Deserialize("{\"$type\":\"System.Object\"}"u8.ToArray(), 1, typeof(object)); });
        Assert.Contains("refused", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Akka.Configuration.Config, Akka")]
    [InlineData(2, "Shared.Wire.NodeHello, Shared")]
    [InlineData(3, "")]
    public void No_message_names_its_own_type_and_none_starts_an_actor(int serializer, string manifest)
    {
        var refused = Assert.ThrowsAny<Exception>(() => { _ = _system.Serialization.Deserialize([], serializer, manifest); });
        Assert.Contains("names its own type is refused", refused.ToString(), StringComparison.Ordinal);
    }

    private static IMessage Filled(MessageDescriptor descriptor, int depth = 0)
    {
        var message = descriptor.Parser.ParseFrom([]);
        foreach (var field in descriptor.Fields.InDeclarationOrder().Where(field => depth < 5))
        {
            if (field.IsMap)
            {
                var map = (System.Collections.IDictionary)field.Accessor.GetValue(message);
                map.Add(Value(field.MessageType.FindFieldByNumber(1), depth), Value(field.MessageType.FindFieldByNumber(2), depth));
            }
            else if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(Value(field, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.String => field.Name,
        FieldType.Int32 => field.FieldNumber,
        FieldType.Int64 => (long)field.FieldNumber << 33,
        FieldType.UInt64 => ulong.MaxValue,
        FieldType.Double => Math.PI,
        FieldType.Float => 0.5f,
        FieldType.Bool => true,
        FieldType.Bytes => ByteString.CopyFrom(1, 2, 3),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 1),
        FieldType.Message => Filled(field.MessageType, depth + 1),
        _ => throw new NotSupportedException(field.FieldType.ToString()),
    };

    private static void Collect(MessageDescriptor message, HashSet<MessageDescriptor> parts)
    {
        foreach (var part in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message).Select(field => field.MessageType))
        {
            if (parts.Add(part))
            {
                Collect(part, parts);
            }
        }
    }
}
