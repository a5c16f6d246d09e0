using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Bench.Dashboard;

/// <summary>A Chromium without a window, with a profile of its own. Leaves neither a process nor a file behind.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string Usual = "/usr/bin/chromium";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly string _profile;
    private readonly TimeProvider _clock;

    private Chromium(Process process, string profile, TimeProvider clock)
    {
        (_process, _profile, _clock) = (process, profile, clock);
        // However this process ends, short of being killed.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <exception cref="RefusalException">There is no such program.</exception>
    public static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new RefusalException($"there is no browser at {path}: install Chromium (Debian's package is called chromium), or name one with --browser PATH");
        }
    }

    /// <summary>Starts it with one empty page.</summary>
    public static Chromium Start(string path, TimeProvider clock)
    {
        Require(path);
        var profile = Directory.CreateTempSubdirectory("experiments-browser-").FullName;
        var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-breakpad",
            "--window-size=1400,1000", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        var process = Process.Start(start)!;
        // Nobody reads it, and a full pipe would stop it.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Chromium(process, profile, clock);
    }

    public async Task<DevTools> PageAsync(CancellationToken cancellation)
    {
        var port = await PortAsync(cancellation);
        using var http = new HttpClient();
        using var pages = JsonDocument.Parse(await http.GetByteArrayAsync(new UriBuilder("http", "127.0.0.1", port, "json/list").Uri, cancellation));
        var page = pages.RootElement.EnumerateArray().First(target => target.GetProperty("type").ValueEquals("page"));
        return await DevTools.ConnectAsync(new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        // Its children end a little later, and may write until then.
        for (var tries = 0; Directory.Exists(_profile) && tries < 40; tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(Pause, _clock);
            }
        }
    }

    // It writes the port that it found into its profile: the first line.
    private async Task<int> PortAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(_profile, "DevToolsActivePort");
        var started = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(started) < Patience && !_process.HasExited)
        {
            if (File.Exists(file) && await File.ReadAllLinesAsync(file, cancellation) is [var port, _, ..])
            {
                return int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture);
            }

            await Task.Delay(Pause, _clock, cancellation);
        }

        throw new RefusalException(_process.HasExited ? $"the browser ended at once, with exit code {_process.ExitCode}" : $"the browser was not there after {Patience.TotalSeconds:N0} s");
    }

    private void OnExit(object? sender, EventArgs end) => _process.Kill(entireProcessTree: true);
}
