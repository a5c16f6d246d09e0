using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shared.Hosting;
using Shared.Security;

namespace Orchestrator.Doctor;

/// <summary>Whether this machine can train: the trainer is there, its Torch loads, and each device that the driver lists computes. All of it in the trainer's own process.</summary>
internal static class TrainerChecks
{
    private const string Cuda = "build with -p:Accelerator=cuda, or take the node's CUDA image";

    // Torch's libraries come from a cold disk the first time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Finding>> AllAsync(CancellationToken cancellation)
    {
        SiblingProgram trainer;
        try
        {
            trainer = SiblingProgram.Trainer();
        }
        catch (FileNotFoundException missing)
        {
            // An orchestrator's image has none.
            return [Finding.Ill("trainer", missing.Message, $"a machine that trains needs it: {Programs.BuildAnew}; an orchestrator alone does not")];
        }

        var gpus = await GpusAsync(cancellation);
        var (code, output, error) = await RunAsync(trainer.StartInfo(), ["devices"], cancellation);
        var report = code == 0 ? Parse(output) : null;
        return report is null
            ? [Finding.Ill("libtorch", $"the trainer in {trainer.Folder} can't load it: {LastLine(error)}", $"install what the message names (glibc 2.31 and libgomp at least), or {Programs.BuildAnew}")]
            : [Finding.Well("libtorch", $"TorchSharp {report.Torch} loads"), .. Judge(report, gpus)];
    }

    /// <summary>Pure.</summary>
    /// <param name="gpus">What the driver lists; null where there is no driver.</param>
    internal static IEnumerable<Finding> Judge(DevicesSeen report, IReadOnlyList<string>? gpus)
    {
        foreach (var device in report.Devices)
        {
            yield return device.Fault is { } fault
                ? Finding.Ill(device.Name, $"no kernel runs on it: {fault}", device.Name == "cpu" ? "the trainer's build does not fit this processor: build it anew here" : "compare 'nvidia-smi' with the driver that CUDA 12 asks for (525 or later), and look into 'dmesg' for the device's faults")
                : Finding.Well(device.Name, $"multiplied matrices in {device.Milliseconds:0} ms, the first kernel's start among them");
        }

        var seen = report.Devices.Count(device => device.Name != "cpu");
        yield return gpus is null ? Finding.Note("GPUs", "no NVIDIA driver here (nvidia-smi is not found): trials train on the processor")
            : gpus.Count == seen ? Finding.Well("GPUs", gpus.Count == 0 ? "none, says the driver" : string.Join(", ", gpus))
            : Finding.Ill("GPUs", $"the driver lists {gpus.Count} ({string.Join(", ", gpus)}) and the trainer sees {seen}", seen == 0 ? Cuda : "look whether CUDA_VISIBLE_DEVICES hides some");
    }

    private static DevicesSeen? Parse(string output)
    {
        try
        {
            return JsonSerializer.Deserialize(output, DevicesSeenJson.Default.DevicesSeen);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<string>?> GpusAsync(CancellationToken cancellation)
    {
        try
        {
            var (code, output, _) = await RunAsync(new ProcessStartInfo("nvidia-smi"), ["--query-gpu=name,driver_version", "--format=csv,noheader"], cancellation);
            return code == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(ProcessStartInfo start, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        arguments.ToList().ForEach(start.ArgumentList.Add);
        SecretVariables.Withhold(start.Environment);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return (-1, "", $"it did not answer within {Patience.TotalSeconds:0} seconds");
        }
    }

    private static string LastLine(string error) =>
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(line => !line.StartsWith("at ", StringComparison.Ordinal)) ?? "it said nothing";
}

/// <summary>What the trainer's <c>devices</c> prints.</summary>
internal sealed record DevicesSeen(string Torch, IReadOnlyList<DeviceSeen> Devices);

internal sealed record DeviceSeen(string Name, string? Fault, double? Milliseconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DevicesSeen))]
internal sealed partial class DevicesSeenJson : JsonSerializerContext;
