using Experiments.Data;
using Experiments.Models;
using Experiments.Training;
using Shared.Catalogues;
using Shared.Trials;

namespace Experiments.Own;

/// <summary>Images through a small linear code and back.</summary>
public sealed class LinearAutoencoding : AutoencoderProgram
{
    public override ExperimentDescription Description { get; } = new(
        "linear-autoencoder",                                     // the name in sweep files
        "1",                                                      // raise it whenever the same parameters would give other bits
        "A linear autoencoder gives images back through a few directions",
        [
            new("code", ParameterKind.Integer, ParameterValue.Of(16L), "Directions", Minimum: 1, Maximum: 784, ShapesWeights: true),
            .. TrainingSettings.Parameters(learningRate: 0.001, epochs: 5),
        ],
        [
            new("val_loss", "Squared error of the validation images, mean over all values", MetricGoal.Minimize),
            new("loss", "The same of the training images", MetricGoal.Minimize),
            .. SpeedMetrics,
        ],
        [.. ImageDatasets.Descriptions.Select(dataset => dataset.Name)],
        LearningRate.TrainsOn);

    public override AutoencoderModel CreateModel(TrialParameters parameters, ImageShape shape) =>
        new LinearAutoencoder(shape, parameters.Integer("code"));
}
