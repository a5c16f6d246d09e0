using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Shared.Wire;

/// <summary>
/// Stands where a serializer of Akka's would that builds whatever type the bytes name: refuses both ways, before any type is looked for. This one in place of the polymorphic one, its children of others.
/// </summary>
public class RefusingSerializer : SerializerWithStringManifest
{
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    // Akka has a settings block for this serializer's name and then asks for this constructor.
    public RefusingSerializer(ExtendedActorSystem system, Config config)
        : base(system) =>
        _ = config;

    /// <summary>The identifier of the serializer that it replaces, so that inbound bytes meet it too.</summary>
    public override int Identifier => 1;

    public override string Manifest(object o) => throw Refusal(o);

    public override byte[] ToBinary(object obj) => throw Refusal(obj);

    public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException("a message that names its own type is refused");

    private static NotSupportedException Refusal(object o) => new($"{o.GetType()} has no row in the wire table; nothing else is serialized");
}

/// <summary>In place of Akka's own for protobuf, whose messages name their type.</summary>
public sealed class RefusingProtobuf(ExtendedActorSystem system) : RefusingSerializer(system)
{
    public override int Identifier => 2;
}

/// <summary>In place of the one by which one member of a cluster starts an actor of any type in another.</summary>
public sealed class RefusingDeployment(ExtendedActorSystem system) : RefusingSerializer(system)
{
    public override int Identifier => 3;
}
