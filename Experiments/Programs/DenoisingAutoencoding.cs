using Experiments.Data;
using Experiments.Models;
using Experiments.Training;
using Shared.Catalogues;
using Shared.Trials;

namespace Experiments.Programs;

/// <summary>The convolutional autoencoder that cleans images: of noise, stripes or a block (Vincent et al., "Extracting and composing robust features with denoising
/// autoencoders", 2008).</summary>
public sealed class DenoisingAutoencoding : AutoencoderProgram
{
    public override ExperimentDescription Description { get; } = new(
        "denoising-autoencoder",
        "4",
        "A convolutional autoencoder learns to take noise, stripes or a block off images",
        [
            new("filters", ParameterKind.Integer, ParameterValue.Of(32L), "Filters of the outermost convolutions; multiples of 8 are fastest", Minimum: 1, Maximum: 512, ShapesWeights: true),
            new("inner_filters", ParameterKind.Integer, ParameterValue.Of(0L), "Filters of the other hidden convolutions; 0: as many", Minimum: 0, Maximum: 512, ShapesWeights: true, ShapesWhere: "depth > 1", ZeroMeans: "filters"),
            new("depth", ParameterKind.Integer, ParameterValue.Of(2L), "How often the image is halved", Minimum: 1, Maximum: 6, AtMost: ImageShapeDescription.ImageHalvings, ShapesWeights: true),
            PrecisionParameter,
            .. TrainingSettings.Parameters(learningRate: 0.01, epochs: 10),
        ],
        [
            new("val_loss", "Binary cross-entropy of the validation images, mean over all values", MetricGoal.Minimize),
            new("loss", "The same of the training images, mean over the epoch", MetricGoal.Minimize),
            .. SpeedMetrics,
        ],
        [.. ImageDatasets.Descriptions.Select(dataset => dataset.Name)],
        LearningRate.TrainsOn);

    public override AutoencoderModel CreateModel(TrialParameters parameters, ImageShape shape)
    {
        var filters = parameters.Integer("filters");
        var innerFilters = parameters.Integer("inner_filters") is > 0 and var inner ? inner : filters;
        return new ConvolutionalAutoencoder(shape.Channels, filters, innerFilters, (int)parameters.Integer("depth"), Precision(parameters));
    }
}
