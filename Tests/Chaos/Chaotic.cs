using Orchestrator.Bench.Chaos;
using Xunit;

namespace Tests.Chaos;

/// <summary>Tests that start whole clusters and hit them: beside no others, for both would wait for each other's processor.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Chaotic : ICollectionFixture<ChaosFixture>
{
    public const string Name = "Chaos";
}

/// <summary>The undisturbed round is run once for all of them. The folder of a broken round stays.</summary>
public sealed class ChaosFixture
{
    public ChaosSeries Series { get; } = new(Directory.CreateTempSubdirectory("experiments-chaos-").FullName, sleeping: false, TimeProvider.System);
}
