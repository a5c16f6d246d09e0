using Experiments.Data;
using Experiments.Models;
using Experiments.Models.Flows;
using Experiments.Training;
using Shared.Catalogues;
using Shared.Trials;

namespace Experiments.Programs;

/// <summary>The convolutional variational autoencoder: images as points of a small latent space that can be walked through and drawn from.</summary>
public sealed class VariationalAutoencoding : AutoencoderProgram
{
    public override ExperimentDescription Description { get; } = new(
        "variational-autoencoder",
        "1",
        "A convolutional variational autoencoder, with normalizing flows where wanted, learns a latent space of images",
        [
            new("latent", ParameterKind.Integer, ParameterValue.Of(2L), "Size of the latent space", Minimum: 1, Maximum: 4096, ShapesWeights: true),
            new("hidden", ParameterKind.Integer, ParameterValue.Of(16L), "Units between the convolutions and the latent space", Minimum: 1, Maximum: 65_536, ShapesWeights: true),
            new("beta", ParameterKind.Number, ParameterValue.Of(1.0), "Weight of the KL divergence in the loss; 1 makes it the evidence lower bound", Minimum: 0, Maximum: 1000),
            new("warm_up", ParameterKind.Number, ParameterValue.Of(0.0), "Over how many epochs that weight grows from 0", Minimum: 0, Maximum: 10_000, Unit: "epochs"),
            new("flow", ParameterKind.Text, ParameterValue.Of("none"), "Normalizing flow of the posterior: none, planar (Rezende, Mohamed 2015) or inverse autoregressive (Kingma et al. 2016)", Choices: LatentFlow.Kinds, ShapesWeights: true),
            new("flow_steps", ParameterKind.Integer, ParameterValue.Of(4L), "Steps of the flow, where there is one", Minimum: 1, Maximum: 256, ShapesWeights: true, ShapesWhere: "flow != 'none'"),
            .. TrainingSettings.Parameters(learningRate: 0.01, epochs: 20),
        ],
        [
            new("val_loss", "Negative evidence lower bound of the validation images, the latent drawn once for each, nats an image where beta is 1", MetricGoal.Minimize),
            new("val_reconstruction", "Its first part: binary cross-entropy, mean over all values, times the pixels of an image", MetricGoal.Minimize),
            new("val_kl", "Its second part: the posterior's divergence from N(0, I)", MetricGoal.Minimize),
            new("loss", "The loss of the training images, mean over the epoch", MetricGoal.Minimize),
            new("reconstruction", "Its first part", MetricGoal.Minimize),
            new("kl", "Its second part", MetricGoal.Minimize),
            .. SpeedMetrics,
        ],
        [.. ImageDatasets.Descriptions.Select(dataset => dataset.Name)],
        LearningRate.TrainsOn);

    public override AutoencoderModel CreateModel(TrialParameters parameters, ImageShape shape) => new VariationalAutoencoder(
        new(
            parameters.Integer("latent"),
            parameters.Integer("hidden"),
            parameters.Number("beta"),
            parameters.Number("warm_up"),
            parameters.Text("flow"),
            (int)parameters.Integer("flow_steps")),
        shape);
}
