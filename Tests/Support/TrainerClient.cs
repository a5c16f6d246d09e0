using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Shared.Wire;

namespace Tests.Support;

/// <summary>A real trainer process and this test's end of its pipe.</summary>
internal sealed class TrainerClient : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly BufferedStream _reports;

    public TrainerClient(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(TrainerAssembly.Folder, "Experiments"), "serve")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        _reports = new BufferedStream(_process.StandardOutput.BaseStream);
    }

    public int ProcessId => _process.Id;

    public void Send(RunTrial run) => Send(new TrainerCommand { Run = run });

    public void Stop(TrialRef trial) => Send(new TrainerCommand { Stop = new StopTrial { Trial = trial } });

    /// <summary>The next report; throws when the process ends or writes anything else.</summary>
    public TrainerReport Read() => TrainerReport.Parser.ParseDelimitedFrom(_reports);

    /// <summary>All reports up to the first that fits, that one included.</summary>
    public List<TrainerReport> ReadUntil(Predicate<TrainerReport> last)
    {
        var reports = new List<TrainerReport>();
        do
        {
            reports.Add(Read());
        }
        while (!last(reports[^1]));
        return reports;
    }

    public List<TrainerReport> Run(RunTrial run)
    {
        Send(run);
        return ReadUntil(report => report.Ended is not null);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Closes the pipe, as an agent that died does; answers the exit code.</summary>
    public int Close()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Its standard error up to its end.</summary>
    public string Errors()
    {
        _process.WaitForExit();
        lock (_errors)
        {
            return _errors.ToString();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Send(TrainerCommand command)
    {
        command.WriteDelimitedTo(_process.StandardInput.BaseStream);
        _process.StandardInput.BaseStream.Flush();
    }
}
