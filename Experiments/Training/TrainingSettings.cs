using Experiments.Corruptions;
using Shared.Catalogues;
using Shared.Trials;

namespace Experiments.Training;

/// <summary>The parameters that every autoencoder has: what is corrupted, and how it is trained.</summary>
public sealed record TrainingSettings
{
    public required Corruption Corruption { get; init; }

    /// <summary>Each training image is corrupted once and stays so, as in the study; else anew each epoch. Validation images always stay as they are.</summary>
    public required bool CorruptOnce { get; init; }

    public required string Optimizer { get; init; }

    public required LearningRate LearningRate { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public static TrainingSettings Read(TrialParameters parameters) => new()
    {
        Corruption = new(parameters.Number("noise"), parameters.Integer("stripes"), parameters.Integer("block")),
        CorruptOnce = parameters.Text("corrupt") == "once",
        Optimizer = parameters.Text("optimizer"),
        LearningRate = new(parameters.Number("learning_rate"), parameters.Text("schedule") == "one_cycle"),
        Epochs = (int)parameters.Integer("epochs"),
        BatchSize = (int)parameters.Integer("batch_size"),
    };

    /// <summary>The descriptions of these parameters, to stand behind a model's own.</summary>
    public static IEnumerable<ParameterDescription> Parameters(double learningRate, long epochs) =>
    [
        new("noise", ParameterKind.Number, ParameterValue.Of(0.0), "Standard deviation of Gaussian noise on the input; pixels are 0 to 1", Minimum: 0, Maximum: 2),
        new("stripes", ParameterKind.Integer, ParameterValue.Of(0L), "Rows of the input that are black", Minimum: 0, Maximum: 4096, Unit: "rows", AtMost: ImageShapeDescription.ImageHeight),
        new("block", ParameterKind.Integer, ParameterValue.Of(0L), "Side of a grey square at a random place of the input", Minimum: 0, Maximum: 4096, Unit: "pixels", AtMost: ImageShapeDescription.ImageSide),
        new("corrupt", ParameterKind.Text, ParameterValue.Of("each_epoch"), "Draw each training image's corruption once, as the study did, or anew each epoch", Choices: ["once", "each_epoch"]),
        new("optimizer", ParameterKind.Text, ParameterValue.Of("adam"), "adam; adadelta (rho 0.95, wants a learning rate of 1); rmsprop (rho 0.9); sgd (momentum 0.9)", Choices: Optimizers.Names),
        new("learning_rate", ParameterKind.Number, ParameterValue.Of(learningRate), "Step size; the peak where the schedule is one_cycle", Minimum: 1e-6, Maximum: 10),
        new("schedule", ParameterKind.Text, ParameterValue.Of("one_cycle"), "The learning rate over the trial: constant, or warm up for 30 % and cool down", Choices: LearningRate.Schedules),
        new("epochs", ParameterKind.Integer, ParameterValue.Of(epochs), "Passes over the training images", Minimum: 1, Maximum: 10_000),
        new("batch_size", ParameterKind.Integer, ParameterValue.Of(128L), "Images in a step", Minimum: 1, Maximum: 60_000, Unit: "images"),
    ];
}
