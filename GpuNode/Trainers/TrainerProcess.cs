using System.Diagnostics;
using Google.Protobuf;
using Serilog;
using Serilog.Events;
using Shared.Hosting;
using Shared.Security;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>
/// One trainer process and the pipe to it: commands on its standard input, reports on its standard output, both length-delimited protobuf.
/// A native abort, an out-of-memory kill or a hang stays in there.
/// </summary>
public sealed class TrainerProcess : ITrainer
{
    private readonly Process _process;
    private readonly LastLines _errors = new(20);
    private readonly Stream _commands;
    private readonly Thread _errorReader;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile string? _killedFor;

    private TrainerProcess(Process process, string slot)
    {
        _process = process;
        _commands = new BufferedStream(process.StandardInput.BaseStream);
        _errorReader = new Thread(ReadErrors) { IsBackground = true, Name = $"errors of {slot}" };
        Slot = slot;
        Id = process.Id;
    }

    public string Slot { get; }

    public int Id { get; }

    public Task<string> Gone => _gone.Task;

    public int ExitCode { get; private set; }

    public TrainerMemory First { get; set; }

    public TrainerMemory Memory => TrainerMemory.Of(Id);

    public Task Ready => _ready.Task;

    public Action<TrainerReport> Reported { get; set; } = _ => { };

    public Action<string> Wrote { get; set; } = _ => { };

    public static TrainerProcess Start(SiblingProgram trainer, string slot, string device)
    {
        var start = trainer.StartInfo();
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in TrainerEnvironment.For(device))
        {
            start.Environment[name] = value;
        }

        SecretVariables.Withhold(start.Environment);

        var started = new TrainerProcess(Process.Start(start)!, slot);
        started.LowerPriority();
        new Thread(started.ReadReports) { IsBackground = true, Name = $"reports of {slot}" }.Start();
        started._errorReader.Start();
        Log.Information("Trainer {ProcessId} started for slot {Slot}", started.Id, slot);
        return started;
    }

    public void Send(TrainerCommand command)
    {
        lock (_commands)
        {
            command.WriteDelimitedTo(_commands);
            _commands.Flush();
        }
    }

    public void ResetPeak() => TrainerMemory.Reset(Id);

    public void Kill(string why)
    {
        // One that has ended by itself, or by somebody else's hand, did not end for our reason.
        if (!_process.HasExited)
        {
            _killedFor = why;
            End();
        }
    }

    private void End()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }

    // The agent's heartbeats must not starve behind training.
    private void LowerPriority()
    {
        try
        {
            _process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Log.Debug(fault, "The trainer's priority stays as it is");
        }
    }

    private void ReadReports()
    {
        var reports = new BufferedStream(_process.StandardOutput.BaseStream, 1 << 16);
        try
        {
            while (true)
            {
                var report = TrainerReport.Parser.ParseDelimitedFrom(reports);
                if (report.ReportCase == TrainerReport.ReportOneofCase.Ready)
                {
                    _ready.TrySetResult();
                }
                else
                {
                    Reported(report);
                }
            }
        }
        catch (Exception end)
        {
            // The pipe is closed: the process has ended, or is about to. One that reported nonsense is not to be trusted either.
            if (end is not (IOException or InvalidProtocolBufferException or ObjectDisposedException))
            {
                Log.Error(end, "Trainer {ProcessId} of slot {Slot} reported what cannot be; it is ended", Id, Slot);
                Kill("it reported what cannot be");
            }

            End();
        }

        _process.WaitForExit();
        // A grandchild could hold the error pipe open; its words are not waited for.
        _errorReader.Join(TimeSpan.FromSeconds(1));
        ExitCode = _process.ExitCode;
        var reason = TrainerExit.Describe(ExitCode, _errors.Snapshot(), _killedFor);
        _ready.TrySetException(new IOException(reason));
        _gone.TrySetResult(reason);
        Log.Information("Trainer {ProcessId} of slot {Slot} ended: {Reason}", Id, Slot, reason);
    }

    private void ReadErrors()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            _errors.Add(line);
            Wrote(line);
            Log.Write(line.StartsWith(TrainerEnvironment.Note, StringComparison.Ordinal) ? LogEventLevel.Warning : LogEventLevel.Information, "Trainer {Slot}: {Line}", Slot, line);
        }
    }
}
