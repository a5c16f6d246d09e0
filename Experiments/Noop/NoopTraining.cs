using Shared.Catalogues;
using Shared.Trials;

namespace Experiments.Noop;

/// <summary>Trains nothing, at the price of microseconds and without a file: it measures and tests everything around the training.</summary>
public sealed class NoopTraining : ITrainingProgram
{
    public ExperimentDescription Description { get; } = new(
        "noop",
        "1",
        "Trains nothing: each epoch reports a number in [0, 1) made of seed, index and epoch. For measuring the orchestrator itself.",
        [
            new("index", ParameterKind.Integer, ParameterValue.Of(0L), "Goes into the reported number", Minimum: 0, Maximum: int.MaxValue),
            new("epochs", ParameterKind.Integer, ParameterValue.Of(1L), "Rows to report", Minimum: 1, Maximum: 100_000),
            new("sleep_ms", ParameterKind.Number, ParameterValue.Of(0.0), "Time that each epoch takes", Minimum: 0, Maximum: 3_600_000, Unit: "ms"),
        ],
        [new("value", "The number", MetricGoal.Minimize)],
        [],
        TrainsOn: "epochs > 0");

    public TrainingResult Train(TrainingContext context)
    {
        var index = (ulong)context.Parameters.Integer("index");
        var epochs = (int)context.Parameters.Integer("epochs");
        var sleep = TimeSpan.FromMilliseconds(context.Parameters.Number("sleep_ms"));
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            if (sleep > TimeSpan.Zero && context.Stop.WaitHandle.WaitOne(sleep))
            {
                return TrainingResult.Stopped;
            }

            context.Report(epoch, [("value", Seeds.ToUnit(Seeds.Mix(context.Seed, index, (ulong)epoch)))]);
            context.Progress(epoch, epochs, (double)epoch / epochs, 0);
        }

        return TrainingResult.Finished;
    }
}
