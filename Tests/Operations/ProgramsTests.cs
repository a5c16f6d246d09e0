using Shared.Hosting;
using Tests.Support;
using Tests.Sweeps;
using Xunit;

namespace Tests.Operations;

/// <summary>What people are told to type.</summary>
public sealed class ProgramsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_build_below_its_sources_is_started_by_the_SDK_and_any_other_by_its_name()
    {
        var build = Path.Combine(SweepFiles.Root, "artifacts", "bin", "Orchestrator", "release");

        Assert.Equal(("dotnet run --project GpuNode -c Release --", "GpuNode"), (Programs.Call("GpuNode", build), Programs.Call("GpuNode", _folder.Path)));
        Assert.Equal("build the solution anew", Programs.Cure(build));
        Assert.Contains("deploy/publish.sh", Programs.Cure(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_program_names_itself_in_its_hints()
    {
        // As publish.sh lays it: no sources above.
        var published = _folder.Folder("GpuNode");
        foreach (var file in Directory.EnumerateFiles(SiblingProgram.Node().Folder))
        {
            File.Copy(file, Path.Combine(published, Path.GetFileName(file)));
        }

        var start = new SiblingProgram("GpuNode", published).StartInfo();
        var (code, help, _) = await Tool.RunAsync(start.FileName, [.. start.ArgumentList, "--help"]);

        Assert.Equal(0, code);
        Assert.Contains(" GpuNode --join 127.0.0.1:5681", help, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet run", help, StringComparison.Ordinal);
    }
}
