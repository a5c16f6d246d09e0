using Experiments.Data;
using Experiments.Models;
using Experiments.Training;
using Shared.Catalogues;
using Shared.Trials;

namespace Experiments.Programs;

/// <summary>The simple autoencoder: images through a small code and back, dense layers only.</summary>
public sealed class DenseAutoencoding : AutoencoderProgram
{
    public override ExperimentDescription Description { get; } = new(
        "dense-autoencoder",
        "1",
        "A dense autoencoder learns to give images back through a small code",
        [
            new("code", ParameterKind.Integer, ParameterValue.Of(32L), "Units of the code", Minimum: 1, Maximum: 65_536, ShapesWeights: true),
            new("depth", ParameterKind.Integer, ParameterValue.Of(1L), "Layers from the image to the code, and back", Minimum: 1, Maximum: 16, ShapesWeights: true),
            new("activation", ParameterKind.Text, ParameterValue.Of("relu"), "Of every layer but the last", Choices: DenseAutoencoder.Activations),
            new("sparsity", ParameterKind.Number, ParameterValue.Of(0.0), "Weight of the code's L1 norm in the loss", Minimum: 0, Maximum: 1000),
            .. TrainingSettings.Parameters(learningRate: 0.003, epochs: 20),
        ],
        [
            new("val_loss", "Binary cross-entropy of the validation images, mean over all values, with the sparsity's part", MetricGoal.Minimize),
            new("loss", "The same of the training images, mean over the epoch", MetricGoal.Minimize),
            new("val_reconstruction", "With sparsity: the cross-entropy alone", MetricGoal.Minimize),
            new("val_code_l1", "With sparsity: the code's L1 norm", MetricGoal.Minimize),
            new("reconstruction", "The same of the training images", MetricGoal.Minimize),
            new("code_l1", "The same of the training images", MetricGoal.Minimize),
            .. SpeedMetrics,
        ],
        [.. ImageDatasets.Descriptions.Select(dataset => dataset.Name)],
        LearningRate.TrainsOn);

    public override AutoencoderModel CreateModel(TrialParameters parameters, ImageShape shape) => new DenseAutoencoder(
        shape,
        parameters.Integer("code"),
        (int)parameters.Integer("depth"),
        parameters.Text("activation"),
        parameters.Number("sparsity"));
}
