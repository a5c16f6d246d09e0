using System.Diagnostics;
using Tests.Support;
using Tests.Sweeps;
using Xunit;

namespace Tests.Deploy;

public sealed class ScriptTests : IDisposable
{
    // Tells of each signal, and leaves after one.
    private const string FakeAgent =
        """
        #!/bin/bash
        signals=0
        trap 'signals=$((signals + 1)); echo "signal $signals"' TERM
        sleep 60 >/dev/null &
        echo "agent $*"
        while [ $signals = 0 ]; do wait $!; done
        kill $!
        echo left
        exit 7
        """;

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Scripts => ["deploy/publish.sh", "deploy/ssh/nodes.sh", "deploy/slurm/node.sbatch", ".ci/run"];

    public static TheoryData<string> Units => [.. DeployFolder.Files.Where(file => file.EndsWith(".service", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Shellcheck_finds_nothing(string script)
    {
        Assert.SkipUnless(Tool.Has("shellcheck"), "shellcheck is not here (Debian's package of that name)");
        var (code, said, _) = await Tool.RunAsync("shellcheck", Path.Combine(SweepFiles.Root, script));
        Assert.True(code == 0, said);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_takes_the_unit(string unit)
    {
        Assert.SkipUnless(Tool.Has("systemd-analyze"), "systemd is not here");
        // It looks whether what is started exists.
        var (name, program) = (Path.GetFileName(unit), Executable(_folder.Path, "program", "#!/bin/sh\n"));
        var text = string.Join('\n', DeployFolder.Lines(unit).Select(line => line.StartsWith("ExecStart=", StringComparison.Ordinal) ? $"ExecStart={program} {line.Split(' ', 2)[1]}" : line));
        await File.WriteAllTextAsync(_folder.File(name), text);

        var (code, said, error) = await Tool.RunAsync("systemd-analyze", "verify", "--man=no", _folder.File(name));

        Assert.True(code == 0 && !error.Contains(name, StringComparison.Ordinal), said + error);
    }

    [Fact]
    public async Task In_Slurm_the_warning_of_the_time_limit_drains_the_agent_by_one_signal()
    {
        Assert.SkipUnless(Tool.Has("bash"), "bash is not here");
        Executable(_folder.Folder("GpuNode"), "GpuNode", FakeAgent);
        var start = new ProcessStartInfo("bash", [DeployFolder.Path("slurm/node.sbatch"), "head:5681", "--outbox-size", "2g"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("SLURM_JOB_ID", "12"), ("SLURM_CPUS_PER_TASK", "3"), ("PREFIX", _folder.Path), ("HOST_ADDRESS", "10.0.0.7"), ("DATA", _folder.File("data")), ("CUDA_VISIBLE_DEVICES", "2,3") })
        {
            start.Environment[name] = value;
        }

        using var job = Process.Start(start)!;
        var first = await job.StandardOutput.ReadLineAsync();
        await Tool.RunAsync("kill", "-USR1", $"{job.Id}");
        var rest = await job.StandardOutput.ReadToEndAsync();
        await job.WaitForExitAsync();

        Assert.Equal($"agent --join head:5681 --name slurm-12 --host 10.0.0.7 --data {_folder.File("data")} --devices cuda:2,cuda:3 --outbox-size 2g", first);
        Assert.Equal(["node.sbatch: time is nearly over; the agent leaves", "signal 1", "left"], rest.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(7, job.ExitCode);
    }

    private static string Executable(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return file;
    }
}
