using System.ComponentModel;
using System.Diagnostics;
using Google.Protobuf;
using Serilog;
using Shared.Hosting;
using Shared.Security;
using Shared.Wire;

namespace Orchestrator.Dashboard.Decoding;

/// <summary>The trainer's <c>decode</c> command as a process, and the pipe to it. It ends when its input ends, so it never outlives us. One question at a time.</summary>
public sealed class Decoder : IDisposable
{
    // The first question waits until Torch is loaded.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private string _lastError = "it said nothing";

    private Decoder(Process process)
    {
        _process = process;
        Log.Information("Decoder {ProcessId} started", process.Id);
        _process.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data;
        _process.BeginErrorReadLine();
    }

    /// <exception cref="RefusalException">There is no trainer to start.</exception>
    public static Decoder Start()
    {
        try
        {
            var start = SiblingProgram.Trainer().StartInfo();
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            start.ArgumentList.Add("decode");
            foreach (var (name, value) in TrainerEnvironment.For("cpu"))
            {
                start.Environment[name] = value;
            }

            SecretVariables.Withhold(start.Environment);

            var decoder = new Decoder(Process.Start(start)!);
            decoder.LowerPriority();
            return decoder;
        }
        catch (Exception fault) when (fault is IOException or Win32Exception)
        {
            throw new RefusalException($"the trainer's program cannot be started: {fault.Message}", fault);
        }
    }

    /// <summary>Asks and waits for the answer. After an exception the process is of no use any more.</summary>
    /// <exception cref="RefusalException">It died, or does not answer.</exception>
    public async Task<DecodedPoints> AskAsync(DecodePoints question)
    {
        // Reading a pipe can't be called off: where the answer does not come, the process is ended, and with it the pipe.
        var answer = Task.Run(() => Ask(question));
        if (await Task.WhenAny(answer, Task.Delay(Patience)) != answer)
        {
            Dispose();
            throw new RefusalException($"the trainer's program did not answer within {Patience.TotalSeconds:0} s");
        }

        try
        {
            return await answer;
        }
        catch (Exception fault) when (fault is IOException or InvalidProtocolBufferException or ObjectDisposedException)
        {
            throw new RefusalException($"the trainer's program ended: {_lastError}", fault);
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        Log.Information("Decoder ended");
        _process.Dispose();
    }

    // Trials that begin meanwhile go first.
    private void LowerPriority()
    {
        try
        {
            _process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception)
        {
            Log.Debug(fault, "The decoder's priority stays as it is");
        }
    }

    private DecodedPoints Ask(DecodePoints question)
    {
        var input = _process.StandardInput.BaseStream;
        question.WriteDelimitedTo(input);
        input.Flush();
        return DecodedPoints.Parser.ParseDelimitedFrom(_process.StandardOutput.BaseStream);
    }
}
