using Shared.Catalogues;
using Shared.Trials;

namespace Tests.Support;

/// <summary>Builds things that a test needs but does not care about.</summary>
internal static partial class Some
{
    /// <summary>A catalogue like the trainer's own, with one more experiment whose parameters have every kind.</summary>
    public static Catalogue Catalogue() => new([Autoencoder(), Noop(), Everything()], [Mnist(), new("clouds", "Points in clouds.", [])]);

    private static ExperimentDescription Autoencoder() => new(
        "denoising-autoencoder",
        "1",
        "Cleans noisy digits.",
        [
            new("noise", ParameterKind.Number, ParameterValue.Of(0.5), "Standard deviation of the noise.", 0, 2),
            new("filters", ParameterKind.Integer, ParameterValue.Of(32L), "Filters of the first layer.", 1, 512),
            new("learning_rate", ParameterKind.Number, ParameterValue.Of(0.01), "Step size.", 0, 10),
            new("optimizer", ParameterKind.Text, ParameterValue.Of("adam"), "How weights are moved.", Choices: ["adam", "adadelta"]),
            new("epochs", ParameterKind.Integer, ParameterValue.Of(10L), "Passes over the data.", 1, 10_000),
            new("batch_size", ParameterKind.Integer, ParameterValue.Of(128L), "Images a step.", 1, 65_536, Unit: "images"),
        ],
        [
            new("loss", "Training loss.", MetricGoal.Minimize),
            new("val_loss", "Validation loss.", MetricGoal.Minimize),
            new("images_per_second", "Throughput.", MetricGoal.Maximize),
            new("seconds", "Wall time of the epoch.", MetricGoal.Minimize),
        ],
        ["mnist"]);

    private static ExperimentDescription Noop() => new(
        "noop",
        "1",
        "Trains nothing.",
        [
            new("index", ParameterKind.Integer, ParameterValue.Of(0L), "Tells trials apart."),
            new("epochs", ParameterKind.Integer, ParameterValue.Of(1L), "How often a metric is reported.", 0),
            new("sleep_ms", ParameterKind.Number, ParameterValue.Of(0.0), "How long an epoch sleeps.", 0, Unit: "ms"),
        ],
        [new("value", "The index.", MetricGoal.Minimize)],
        []);

    private static ExperimentDescription Everything() => new(
        "everything",
        "7",
        "Has parameters of every kind.",
        [
            new("a", ParameterKind.Integer, ParameterValue.Of(0L), "A whole number."),
            new("b", ParameterKind.Integer, ParameterValue.Of(0L), "A whole number."),
            new("c", ParameterKind.Integer, ParameterValue.Of(0L), "A whole number."),
            new("x", ParameterKind.Number, ParameterValue.Of(0.0), "A number."),
            new("y", ParameterKind.Number, ParameterValue.Of(1.0), "A number."),
            new("model", ParameterKind.Text, ParameterValue.Of("cnn"), "A text out of three.", Choices: ["cnn", "vae", "mlp"]),
            new("note", ParameterKind.Text, ParameterValue.Of("none"), "Any text."),
            new("norm", ParameterKind.Boolean, ParameterValue.Of(false), "A truth value."),
        ],
        [new("accuracy", "How many were right.", MetricGoal.Maximize), new("val_accuracy", "How many were right.", MetricGoal.Maximize)],
        ["mnist"]);

    private static DatasetDescription Mnist() => new(
        "mnist",
        "Handwritten digits.",
        [
            new("train", ParameterKind.Integer, ParameterValue.Of(60_000L), "Training images.", 1, 60_000),
            new("validation", ParameterKind.Integer, ParameterValue.Of(10_000L), "Validation images.", 1, 10_000),
        ]);
}
