using System.Diagnostics;
using System.Globalization;
using Shared.Hosting;

namespace Orchestrator.Hosting;

/// <summary>The node agent that <c>run</c> starts on this machine: a process of its own, tied to ours by its standard input, so that it never outlives us.</summary>
public sealed class LocalNode : IAsyncDisposable
{
    /// <summary>Its agent checkpoints, hands back and sends what is unsent; it gives up by itself before that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private LocalNode(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => LastError = string.IsNullOrWhiteSpace(line.Data) ? LastError : line.Data;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = _process.WaitForExitAsync();
    }

    /// <summary>The agent's last line of error output; null while there is none.</summary>
    public string? LastError { get; private set; }

    /// <summary>Completes when the agent has ended, by wish or by itself.</summary>
    public Task Ended { get; }

    /// <param name="join">Cluster address, HOST:PORT.</param>
    /// <param name="devices">As <c>--devices</c>; null: every CUDA device, else the processor.</param>
    /// <exception cref="RefusalException">There is no agent to start.</exception>
    public static LocalNode Start(string join, string dataFolder, string? devices, int slotsPerDevice, string? datasets)
    {
        try
        {
            var start = SiblingProgram.Node().StartInfo();
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            Add(start, "--join", join);
            Add(start, "--name", "local");
            Add(start, "--data", Path.GetFullPath(dataFolder));
            Add(start, "--slots-per-device", slotsPerDevice.ToString(CultureInfo.InvariantCulture));
            Add(start, "--devices", devices);
            Add(start, "--datasets", datasets);
            start.ArgumentList.Add("--tied");
            return new LocalNode(Process.Start(start)!);
        }
        catch (Exception fault) when (fault is IOException or System.ComponentModel.Win32Exception)
        {
            throw new RefusalException($"the node agent cannot be started: {fault.Message}", fault);
        }
    }

    /// <summary>Lets the agent checkpoint its trials, hand them back, send what is unsent, and leave.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        _process.StandardInput.Close();
        await Ended.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static void Add(ProcessStartInfo start, string option, string? value)
    {
        if (value is not null)
        {
            start.ArgumentList.Add(option);
            start.ArgumentList.Add(value);
        }
    }
}
