using System.Diagnostics;
using System.Globalization;
using Shared.Hosting;

namespace Tests.EndToEnd;

/// <summary>A node agent as another machine would run it: its own name, its own data folder.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process) => _process = process;

    public static NodeProcess Start(string join, string name, string data, params IEnumerable<string> more) =>
        Start(join, name, data, tools: null, ["--devices", "cpu", "--slots-per-device", "1", .. more]);

    /// <param name="tools">Folder of programs that it finds before the machine's own.</param>
    public static NodeProcess Start(string join, string name, string data, string? tools, IEnumerable<string> more)
    {
        var start = SiblingProgram.Node().StartInfo();
        start.Environment["PATH"] = tools is null ? start.Environment["PATH"] : $"{tools}:{start.Environment["PATH"]}";
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var argument in new[] { "--join", join, "--name", name, "--data", data, "--tied" }.Concat(more))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new NodeProcess(process);
    }

    /// <summary>kill -9 of the agent; its trainers see their pipes close.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>From now on it is silent, and its machine refuses nothing: as one without power.</summary>
    public void Freeze()
    {
        using var kill = Process.Start("kill", ["-STOP", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>As SIGTERM does: checkpoint, hand back, leave.</summary>
    public async Task LeaveAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
