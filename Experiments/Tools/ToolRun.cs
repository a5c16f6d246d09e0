using System.Runtime.InteropServices;

namespace Experiments.Tools;

/// <summary>Runs a tool of this executable to its exit code: 0, 2 for a refusal in one line, 130 where it was asked to stop.</summary>
public static class ToolRun
{
    public static int Run(string[] arguments, Action<ToolArguments, CancellationToken> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var parsed = new ToolArguments(arguments);
            if (parsed.Tied)
            {
                WatchInput(stop);
            }

            work(parsed, stop.Token);
            return 0;
        }
        catch (ToolRefusedException refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    // The process that started the tool is gone, or wants it to end, when the pipe closes.
    private static void WatchInput(CancellationTokenSource stop) => new Thread(() =>
    {
        var input = Console.OpenStandardInput();
        while (input.Read(new byte[256]) > 0)
        {
            // Nothing is ever said here; only the end counts.
        }

        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work is done.
        }
    })
    { IsBackground = true, Name = "tie" }.Start();
}
