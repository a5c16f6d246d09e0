using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Persistence.Sql;
using Xunit;

namespace Tests.Conventions;

/// <summary>A misspelt HOCON key is silent: each key of ours must be known to a reference configuration, or name something that we define.</summary>
public sealed class HoconKeyTests
{
    private static readonly Config Known = ConfigurationFactory.Default()
        .WithFallback(Reference(typeof(Akka.Remote.RemoteSettings).Assembly, "Akka.Remote.Configuration.Remote.conf"))
        .WithFallback(Reference(typeof(Akka.Cluster.Cluster).Assembly, "Akka.Cluster.Configuration.Cluster.conf"))
        .WithFallback(ClusterSharding.DefaultConfig())
        .WithFallback(DistributedData.DefaultConfig())
        .WithFallback(ClusterSingleton.DefaultConfig())
        .WithFallback(Akka.Persistence.Persistence.DefaultConfig())
        .WithFallback(SqlPersistence.DefaultConfiguration);

    // Named by us: serializers, and which plugin is the journal.
    private static readonly string[] Ours = ["akka.actor.serializers.", "akka.actor.serialization-bindings.", "akka.persistence.journal.plugin", "akka.persistence.snapshot-store.plugin"];

    public static TheoryData<string> Files => ["cluster", "orchestrator"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_key_is_spelt_as_Akka_spells_it(string file)
    {
        var config = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", file + ".conf")));
        var keys = Leaves(config.Root.GetObject(), "").ToList();

        Assert.NotEmpty(keys);
        Assert.Equal([], keys.Where(key => !Ours.Any(own => key.StartsWith(own, StringComparison.Ordinal)) && !Known.HasPath(key)
            // Sharding's replicator has a block of its own, which falls back to the common one.
            && !Known.HasPath(key.Replace("akka.cluster.sharding.distributed-data.", "akka.cluster.distributed-data.", StringComparison.Ordinal))));
    }

    private static IEnumerable<string> Leaves(Akka.Configuration.Hocon.HoconObject node, string path) => node.Items.SelectMany(item =>
        item.Value.IsObject() ? Leaves(item.Value.GetObject(), $"{path}{item.Key}.") : [path + item.Key]);

    private static Config Reference(System.Reflection.Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{assembly} has no {resource}"));
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
