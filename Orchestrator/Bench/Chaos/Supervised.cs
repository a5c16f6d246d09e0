using System.Diagnostics;

namespace Orchestrator.Bench.Chaos;

/// <summary>A process that is started again whenever it ends, as a supervisor would, until it is to end. What it prints goes to a file.</summary>
internal sealed class Supervised(string name, Func<ProcessStartInfo> start, string logFile, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _log = new();
    private Task _life = Task.CompletedTask;
    private volatile int _id;
    private TimeSpan? _absence;

    public string Name => name;

    /// <summary>0 while it is away.</summary>
    public int Id => _id;

    public int Starts { get; private set; }

    public void Begin() => _life = LiveAsync();

    /// <summary>How long it stays away when it ends next; after that it comes back at once.</summary>
    public void StayAway(TimeSpan absence) => _absence = absence;

    /// <summary>Asks it to end, and does not start it again.</summary>
    /// <returns>False where it does not end in time; it lives on then.</returns>
    public async Task<bool> EndAsync(TimeSpan patience)
    {
        await _ending.CancelAsync();
        if (Id is > 0 and var id)
        {
            // One that stands still could not hear it.
            ProcessFamily.Send(id, ProcessFamily.Signal.Continue);
            ProcessFamily.Send(id, ProcessFamily.Signal.Terminate);
        }

        return await Task.WhenAny(_life, Task.Delay(patience, clock)) == _life;
    }

    private async Task LiveAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            using var process = new Process { StartInfo = start() };
            process.StartInfo.RedirectStandardOutput = process.StartInfo.RedirectStandardError = true;
            process.OutputDataReceived += (_, line) => Note(line.Data);
            process.ErrorDataReceived += (_, line) => Note(line.Data);
            process.Start();
            _id = process.Id;
            Starts++;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync();
            Note($"-- ended with exit code {process.ExitCode}");
            _id = 0;
            var absence = _absence ?? Pause;
            _absence = null;
            await Task.Delay(absence, clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                File.AppendAllText(logFile, $"{clock.GetUtcNow():HH:mm:ss.fff} {line}\n");
            }
        }
    }
}
