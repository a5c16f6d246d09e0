using System.Diagnostics;
using System.Globalization;
using Shared.Hosting;
using Shared.Security;

namespace Orchestrator.Hosting;

/// <summary>The node agent that <c>run</c> starts on this machine: a process of its own, tied to ours by its standard input, so that it never outlives us.</summary>
public sealed class LocalNode
{
    /// <summary>Its agent checkpoints, hands back and sends what is unsent; it gives up by itself before that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private string? _lastError;

    private LocalNode(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = EndAsync();
    }

    /// <summary>Completes when the agent has ended, by wish or by itself, with the reason in one line.</summary>
    public Task<string> Ended { get; }

    /// <exception cref="RefusalException">There is no agent to start.</exception>
    public static LocalNode Start(LocalNodeOptions options)
    {
        try
        {
            var start = SiblingProgram.Node().StartInfo();
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            Add(start, "--join", options.Join);
            Add(start, "--name", "local");
            Add(start, "--data", Path.GetFullPath(options.DataFolder));
            if (options.SlotsPerDevice is { } slots)
            {
                Add(start, "--slots-per-device", slots.ToString(CultureInfo.InvariantCulture));
            }

            if (options.Devices.Count > 0)
            {
                Add(start, "--devices", string.Join(',', options.Devices));
            }

            // By the environment: a command line stands in every list of processes.
            SetOrRemove(start.Environment, OrchestratorAccess.TokenVariable, options.Access.Authorization?.Parameter);
            start.Environment.Remove(OrchestratorAccess.TokenFileVariable);
            SetOrRemove(start.Environment, TlsFolder.Variable, options.Tls);
            start.ArgumentList.Add("--tied");
            return new LocalNode(Process.Start(start)!);
        }
        catch (Exception fault) when (fault is IOException or System.ComponentModel.Win32Exception)
        {
            throw new RefusalException($"the node agent cannot be started: {fault.Message}", fault);
        }
    }

    /// <summary>Lets the agent checkpoint its trials, hand them back, send what is unsent, and leave; kills it where it does not. May be called again.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await Task.WhenAny(Ended, Task.Delay(Patience));
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    private async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _lastError ?? $"exit code {_process.ExitCode}";
    }

    private static void SetOrRemove(IDictionary<string, string?> environment, string name, string? value)
    {
        environment.Remove(name);
        if (value is not null)
        {
            environment[name] = value;
        }
    }

    private static void Add(ProcessStartInfo start, string option, string value)
    {
        start.ArgumentList.Add(option);
        start.ArgumentList.Add(value);
    }
}

/// <summary>A node agent for this machine.</summary>
/// <param name="Join">HOST:PORT of the orchestrator's cluster.</param>
/// <param name="Devices">Such as cpu or cuda:0; empty: every CUDA device, or else the CPU.</param>
public sealed record LocalNodeOptions(string Join, string DataFolder, IReadOnlyList<string> Devices, int? SlotsPerDevice)
{
    /// <summary>As whom it comes to the orchestrator that starts it.</summary>
    public OrchestratorAccess Access { get; init; } = OrchestratorAccess.None;

    /// <summary>The folder by which it proves itself in the cluster; null: the cluster speaks no TLS.</summary>
    public string? Tls { get; init; }
}
