using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Shared.Hosting;
using Xunit;

namespace Tests.Conventions;

/// <summary>Who may know whom: the assemblies that each part's own code refers to, read from its metadata.</summary>
public sealed class WallTests
{
    [Fact]
    public void Shared_knows_no_Torch_and_no_web_server() => Knows(typeof(ClusterNames).Assembly.Location, "TorchSharp", "Microsoft.AspNetCore", "Orchestrator", "GpuNode", "Experiments");

    [Fact]
    public void The_orchestrator_knows_no_Torch_no_node_and_no_trainer() => Knows(typeof(Orchestrator.OrchestratorOptions).Assembly.Location, "TorchSharp", "GpuNode", "Experiments");

    [Fact]
    public void The_node_knows_no_Torch_no_orchestrator_and_no_trainer() =>
        Knows(typeof(GpuNode.GpuNodeOptions).Assembly.Location, "TorchSharp", "Orchestrator", "Experiments", "Microsoft.AspNetCore");

    [Fact]
    public void The_trainer_knows_no_Akka_and_no_HTTP() =>
        Knows(SiblingProgram.Trainer().File("Experiments.dll"), "Akka", "System.Net.Http", "Microsoft.AspNetCore", "Orchestrator", "GpuNode");

    private static void Knows(string assembly, params string[] forbidden)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList();

        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, reference => forbidden.Any(wall => reference == wall || reference.StartsWith(wall + ".", StringComparison.Ordinal)));
    }
}
