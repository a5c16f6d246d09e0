using System.Diagnostics;
using Orchestrator.Bench.Chaos;
using Shared.Hosting;
using Shared.Security;

namespace Orchestrator.Bench.Tracking;

/// <summary>A <c>tracking serve</c> in a process of its own, on a free port of the loopback.</summary>
internal sealed class TrackingProcess : IAsyncDisposable
{
    private const string Greeting = "tracking server: ";

    private readonly Process _process;

    private TrackingProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        // However this process ends, short of being killed.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public Uri Address { get; }

    /// <summary>What it has used of the processor so far.</summary>
    public TimeSpan Used => Fresh.TotalProcessorTime;

    /// <summary>Bytes that it holds of the machine's memory.</summary>
    public long Memory => Fresh.WorkingSet64;

    /// <summary>The most that it has held so far.</summary>
    public long PeakMemory => Fresh.PeakWorkingSet64;

    private Process Fresh
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <param name="more">Further arguments.</param>
    /// <exception cref="RefusalException">It ended instead of answering; the message is its own.</exception>
    public static async Task<TrackingProcess> StartAsync(string folder, IEnumerable<string> more, CancellationToken cancellation)
    {
        var start = SiblingProgram.Orchestrator().StartInfo();
        foreach (var argument in (IEnumerable<string>)["tracking", "serve", "--data", folder, "--port", "0", .. more])
        {
            start.ArgumentList.Add(argument);
        }

        // The users and certificates of another server are none of this one.
        SecretVariables.Withhold(start.Environment);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                if (line.StartsWith(Greeting, StringComparison.Ordinal))
                {
                    // Nobody reads further, and a full pipe would stop it.
                    _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                    _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                    return new TrackingProcess(process, new Uri(line[Greeting.Length..]));
                }
            }

            throw new RefusalException($"'tracking serve' did not start: {(await process.StandardError.ReadToEndAsync(cancellation)).Trim()}");
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>As its supervisor would end it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        ProcessFamily.Send(_process.Id, ProcessFamily.Signal.Terminate);
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void OnExit(object? sender, EventArgs end) => _process.Kill();
}
