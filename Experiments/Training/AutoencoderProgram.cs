using System.Text;
using Experiments.Checkpoints;
using Experiments.Data;
using Experiments.Models;
using Shared.Catalogues;
using Shared.Hosting;
using Shared.Trials;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>Trains one kind of autoencoder: what a new experiment derives from. It names its parameters and makes its model; the rest is the same for all.</summary>
public abstract class AutoencoderProgram : ITrainingProgram
{
    public abstract ExperimentDescription Description { get; }

    /// <summary>The parameter that <see cref="Precision"/> reads.</summary>
    protected static ParameterDescription PrecisionParameter { get; } = new(
        ProcessorArithmetic.Parameter,
        ParameterKind.Text,
        ParameterValue.Of("float32"),
        "Arithmetic of the convolutions; bfloat16 is faster where the processor has it and many times slower elsewhere, rounds to 8 bits, and keeps weights and loss in float32",
        Choices: ["float32", ProcessorArithmetic.Bfloat16]);

    /// <summary>The metrics that every autoencoder reports beside its losses.</summary>
    protected static IReadOnlyList<MetricDescription> SpeedMetrics { get; } =
    [
        new("images_per_second", "Training speed", MetricGoal.Maximize),
        new("seconds", "Wall time of the epoch with its validation", MetricGoal.Minimize),
    ];

    /// <summary>The untrained model of a trial, on the processor; its weights are drawn afterwards.</summary>
    public abstract AutoencoderModel CreateModel(TrialParameters parameters, ImageShape shape);

    public TrainingResult Train(TrainingContext context)
    {
        context.WriteFile(TrialConfiguration.FileName, Encoding.UTF8.GetBytes(context.Configuration()));
        var settings = TrainingSettings.Read(context.Parameters);
        var checkpoint = context.Resume();
        if (checkpoint?.Epoch == settings.Epochs && context.HasFile(WeightChain.FileName))
        {
            ReportResult(context);
            return TrainingResult.Finished;
        }

        // The state is loaded outside of any dispose scope, which would take the optimizer's new tensors with it.
        var device = TorchDevice.Open(context.Device);
        var draws = new Draws(context.Seed);
        var dataset = ImageDatasets.Open(context, device);
        using var model = CreateModel(context.Parameters, dataset.Shape);
        BeginWeights(model, checkpoint, context.StartWeights, draws);
        model.to(device);
        using var optimizer = Optimizers.Create(settings.Optimizer, model, settings.LearningRate.Peak);
        if (checkpoint is not null)
        {
            ModelState.Load(checkpoint, optimizer);
        }

        using var images = new TrainingImages(dataset, settings, draws);
        using var loop = new TrainingLoop(context, settings, model, optimizer, images, draws, checkpoint);
        var pictures = new TrialPictures(context, model, images, Title(context));
        if (loop.Run(pictures.Epoch) == TrainingResult.Stopped)
        {
            return TrainingResult.Stopped;
        }

        pictures.Final(context.Rows);
        context.WriteFile(TrainedModel.FileName, TrainedModel.Bytes(model, dataset.Shape, context.Recipe(), Description.Version));
        context.WriteFile(WeightChain.FileName, loop.Weights.ToBytes());   // the last file: where it is, all are
        ReportResult(context);
        return TrainingResult.Finished;
    }

    protected static ScalarType Precision(TrialParameters parameters) =>
        parameters.Text(ProcessorArithmetic.Parameter) == ProcessorArithmetic.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>A line above a trial's pictures: what was trained on what, and where that differs from the defaults; not how, or the line would be too long.</summary>
    private string Title(TrainingContext context)
    {
        string[] how = ["corrupt", "optimizer", "learning_rate", "schedule", "batch_size", ProcessorArithmetic.Parameter];
        var what = Description.Parameters
            .Where(parameter => !how.Contains(parameter.Name) && context.Parameters[parameter.Name] != parameter.Default)
            .Select(parameter => $"{parameter.Name} {context.Parameters[parameter.Name]}");
        return string.Join(", ", what.Prepend($"{Description.Name} on {context.DatasetTitle}"));
    }

    // Where the trial has been before; else those of another trial where the sweep names one, else drawn. On the processor, whatever the trial's device.
    private static void BeginWeights(AutoencoderModel model, Checkpoint? checkpoint, string? startWeights, Draws draws)
    {
        if (checkpoint is not null)
        {
            ModelState.Load(checkpoint, model);
            return;
        }

        if (startWeights is not null)
        {
            TrainedModel.LoadWeights(model, startWeights);
            return;
        }

        using var generator = draws.For(Draw.Weights);
        model.DrawWeights(generator);
    }

    private static void ReportResult(TrainingContext context)
    {
        foreach (var file in new[] { TrainedModel.FileName, WeightChain.FileName, TrialConfiguration.FileName, CheckpointFile.Name })
        {
            context.Artifact(file, file);
        }
    }
}
