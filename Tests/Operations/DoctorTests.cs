using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.CommandLine;
using Orchestrator.Doctor;
using Shared.Hosting;
using Tests.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Operations;

/// <summary>What the doctor makes of a machine.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Libtorch_is_loaded_in_a_trainers_process_and_the_processor_computes()
    {
        using var folder = new TempFolder();
        var run = await CommandRun.OfAsync(["doctor", "--data", folder.Path, "--json"]);

        var found = JsonDocument.Parse(run.Out).RootElement.EnumerateArray().ToDictionary(one => one.GetProperty("what").GetString()!, one => one.GetProperty("good"));
        Assert.True(found["libtorch"].GetBoolean());
        Assert.True(found["cpu"].GetBoolean());
        Assert.True(found["disk"].GetBoolean());
        Assert.True(found["clock"].GetBoolean());
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_told_with_a_cure_and_makes_the_exit_code_one()
    {
        using var folder = new TempFolder();
        var nobody = $"http://127.0.0.1:{ListenAddress.Claim("127.0.0.1", 0)}";

        var run = await CommandRun.OfAsync(["doctor", "--data", folder.Path, "--server", nobody, "--tracking", nobody]);

        Assert.Equal(ExitCodes.Ill, run.Code);
        Assert.Contains($"✗ orchestrator: {nobody}/ does not answer", run.Out, StringComparison.Ordinal);
        Assert.Contains("\n    is 'serve' running there", run.Out, StringComparison.Ordinal);
        Assert.Contains($"✗ tracking: {nobody}", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_with_a_cure()
    {
        var found = await ServerChecks.JournalAsync($"postgres://ada@127.0.0.1:{ListenAddress.Claim("127.0.0.1", 0)}/experiments", TestContext.Current.CancellationToken);

        Assert.False(found.Good);
        Assert.Contains("pg_hba.conf", found.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_somebody_else_has_is_wrong_and_one_of_an_orchestrator_is_not()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;

        Assert.False(MachineChecks.Port(port, "--port", answers: false).Good);
        Assert.True(MachineChecks.Port(port, "--port", answers: true).Good);
    }

    [Fact]
    public void A_folder_that_is_a_file_is_no_place_for_data()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        Assert.False(MachineChecks.Disk(file).Good);
    }

    [Fact]
    public void Looking_at_a_folder_that_is_not_there_makes_none()
    {
        using var folder = new TempFolder();

        Assert.True(MachineChecks.Disk(folder.File("data")).Good);

        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(-60, false)]
    public void Clocks_may_be_some_seconds_apart(int seconds, bool good) =>
        Assert.Equal(good, ServerChecks.Skew(DateTimeOffset.UnixEpoch.AddSeconds(seconds), DateTimeOffset.UnixEpoch).Good);

    [Fact]
    public void A_GPU_that_the_driver_lists_and_the_trainer_does_not_see_is_wrong()
    {
        var found = TrainerChecks.Judge(new DevicesSeen("0.107.0", [new DeviceSeen("cpu", null, 3)]), ["NVIDIA H100, 570.1"]).Last();

        Assert.False(found.Good);
        Assert.Contains("Accelerator=cuda", found.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_GPU_on_which_no_kernel_runs_is_wrong()
    {
        var report = new DevicesSeen("0.107.0", [new DeviceSeen("cpu", null, 3), new DeviceSeen("cuda:0", "no kernel image is available", null)]);

        Assert.Equal([true, false, true], TrainerChecks.Judge(report, ["one"]).Select(found => found.Good == true));
    }
}
