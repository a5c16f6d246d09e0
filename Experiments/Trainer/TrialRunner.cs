using Experiments.Data;
using Shared.Hosting;
using Shared.Trials;
using Shared.Wire;

namespace Experiments.Trainer;

/// <summary>Runs one trial and says how it ended. A trial's exception is that trial's end, not the process's.</summary>
public sealed class TrialRunner(ResidentImages images, TimeProvider clock, Action<TrainerReport> report)
{
    private const int LongestReason = 500;

    /// <summary>The report to send last.</summary>
    public TrainerReport Run(RunTrial trial, CancellationToken stop)
    {
        try
        {
            var program = TrainingPrograms.Find(trial.Experiment)
                ?? throw new ArgumentException($"no training program is called '{trial.Experiment}' in this trainer");
            if (stop.IsCancellationRequested)
            {
                return Ended(trial, Outcome.Preempted, "stopped before it began");
            }

            TellWhatIsSlow(trial);
            var context = new TrainingContext(trial, program, images, clock, report, stop);
            return program.Train(context) == TrainingResult.Finished
                ? Ended(trial, Outcome.Finished, "", context.Rows)
                : Ended(trial, Outcome.Preempted, "checkpointed and stopped", context.Rows);
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine(fault is TrainingFailedException ? fault.Message : fault);
            var failed = Ended(trial, Outcome.Failed, Reason(fault));
            failed.Ended.Certain = fault is TrainingFailedException { Certain: true };
            return failed;
        }
    }

    // Into the agent's log: nobody is refused what was asked for by name.
    private static void TellWhatIsSlow(RunTrial trial)
    {
        if (ProcessorArithmetic.HasBfloat16 == false && DeviceKind.Fits(trial.Device, DeviceKind.Cpu)
            && trial.Parameters.TryGetValue(ProcessorArithmetic.Parameter, out var precision) && precision.Text == ProcessorArithmetic.Bfloat16)
        {
            Console.Error.WriteLine($"{TrainerEnvironment.Note}{ProcessorArithmetic.SlowBfloat16}");
        }
    }

    private static TrainerReport Ended(RunTrial trial, Outcome outcome, string reason, IReadOnlyList<MetricRow>? rows = null)
    {
        var ended = new TrialEnded { Outcome = outcome, Reason = reason };
        if (rows is [.., var last])
        {
            ended.Epoch = (int)last.Step;
            ended.Metrics.AddRange(last.Metrics);
        }

        return new TrainerReport { Trial = trial.Trial, Ended = ended };
    }

    // libtorch's messages carry a C++ stack: the first line says what was wrong.
    private static string Reason(Exception fault)
    {
        var line = fault.Message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        var text = fault is TrainingFailedException ? line.ToString() : $"{fault.GetType().Name}: {line}";
        return text.Length <= LongestReason ? text : text[..LongestReason];
    }
}
