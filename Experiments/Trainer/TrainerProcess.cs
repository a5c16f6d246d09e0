using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Experiments.Data;
using Shared.Wire;

namespace Experiments.Trainer;

/// <summary>
/// The trainer process: takes trials from the pipe and trains one after the other on one dedicated thread, while this thread goes on reading.
/// The end of the pipe means that the agent is gone; the newest checkpoint is on disk, so the process just ends.
/// </summary>
public sealed class TrainerProcess(TrainerPipe pipe, TimeProvider clock)
{
    private readonly BlockingCollection<QueuedTrial> _queue = [];
    private readonly ConcurrentDictionary<TrialRef, QueuedTrial> _held = new();

    /// <summary>Serves until the agent closes the pipe.</summary>
    public void Serve()
    {
        // A thread of its own, never the pool: OpenMP keeps a team of threads for each thread that enters a kernel.
        new Thread(TrainAll) { Name = "training", IsBackground = true }.Start();
        pipe.Write(new TrainerReport { Ready = new TrainerReady { ProcessId = Environment.ProcessId, CatalogueVersion = CatalogueVersion() } });
        while (pipe.Read() is { } command)
        {
            switch (command.CommandCase)
            {
                case TrainerCommand.CommandOneofCase.Run:
                    var trial = new QueuedTrial(command.Run);
                    _held[command.Run.Trial] = trial;
                    _queue.Add(trial);
                    break;
                case TrainerCommand.CommandOneofCase.Stop when _held.TryGetValue(command.Stop.Trial, out var held):
                    held.Stop();
                    break;
            }
        }
    }

    private void TrainAll()
    {
        using var images = new ResidentImages();
        var runner = new TrialRunner(images, clock, pipe.Write);
        try
        {
            foreach (var trial in _queue.GetConsumingEnumerable())
            {
                var ended = runner.Run(trial.Command, trial.Stopping);
                _held.TryRemove(trial.Command.Trial, out _);
                pipe.Write(ended);
            }
        }
        catch (IOException fault)
        {
            // The pipe broke: nobody is left to report to.
            Console.Error.WriteLine(fault.Message);
            StandardOutput.ExitNow(1);
        }
    }

    private static string CatalogueVersion() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TrainingPrograms.Catalogue.ToJson())).AsSpan(0, 8));

    private sealed class QueuedTrial(RunTrial command)
    {
        private readonly CancellationTokenSource _stop = new();

        public RunTrial Command { get; } = command;

        public CancellationToken Stopping => _stop.Token;

        public void Stop() => _stop.Cancel();
    }
}
