using System.Runtime.Versioning;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>Two GPUs that only the driver's tool knows of: an agent packs trials on them by the memory that it tells.</summary>
public sealed class GpuPackingTests
{
    // 10,000 MiB each, 3,000 for each trainer on it: three fit into what is left of it after a twentieth.
    private const string Driver = """
        #!/bin/sh
        case "$1" in
          *compute-apps*)
            for folder in /proc/[0-9]*; do
              { read -r name < $folder/comm; } 2>/dev/null
              [ "$name" = Experiments ] || continue
              device=$(tr '\0' '\n' < $folder/environ 2>/dev/null | sed -n 's/^CUDA_VISIBLE_DEVICES=//p')
              [ -n "$device" ] && echo "GPU-$device, ${folder#/proc/}, 3000"
            done ;;
          *utilization*) printf '0, GPU-0, 50, 0, 10000, 100, 300\n1, GPU-1, 50, 0, 10000, 100, 300\n' ;;
          *) printf '0\n1\n' ;;
        esac
        exit 0
        """;

    private const int Fit = 3;

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Trials_share_GPUs_as_far_as_their_measured_memory_goes()
    {
        await using var cluster = new LocalCluster();
        await cluster.StartOrchestratorAsync();
        var tools = Directory.CreateDirectory(Path.Combine(cluster.DataFolder, "tools")).FullName;
        var driver = Path.Combine(tools, "nvidia-smi");
        await File.WriteAllTextAsync(driver, Driver);
        File.SetUnixFileMode(driver, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // No device is named: the driver lists two.
        using var node = NodeProcess.Start(cluster.Join, "gpus", Path.Combine(cluster.DataFolder, "gpus"), tools, ["--slots-per-device", "8"]);
        var id = await cluster.SubmitAsync("name: packed\nexperiment: noop\nresources: { device: cuda }\nparameters: { index: { from: 1, to: 16, step: 1 }, epochs: 8, sleep_ms: 500 }");
        var most = await MostAsync(cluster.Client, id);

        Assert.Equal([("cuda:0", Fit), ("cuda:1", Fit)], most.OrderBy(device => device.Key, StringComparer.Ordinal).Select(device => (device.Key, device.Value)));
        Assert.Equal(16, (await cluster.EndAsync(id)).Trials.Finished);
    }

    // The most trials at a time on each device, until the sweep has ended.
    private static async Task<Dictionary<string, int>> MostAsync(OrchestratorClient client, string id)
    {
        Dictionary<string, int> most = [];
        for (SweepDto? sweep = null; sweep is null || !SweepStates.Ended(sweep.State); await Task.Delay(100))
        {
            sweep = (await client.ListAsync(CancellationToken.None)).Single(one => one.Id == id);
            foreach (var device in sweep.Running.Where(trial => trial.Slot.Length > 0).GroupBy(trial => string.Join(':', trial.Slot.Split('/')[0].Split(':')[..2])))
            {
                most[device.Key] = Math.Max(most.GetValueOrDefault(device.Key), device.Count());
            }
        }

        return most;
    }
}
