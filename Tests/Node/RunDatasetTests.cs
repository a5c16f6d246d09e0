using Shared.Mlflow;
using Shared.Trials;
using Shared.Wire;
using Xunit;

namespace Tests.Node;

public sealed class RunDatasetTests
{
    [Fact]
    public void A_data_set_is_known_by_its_content_and_by_which_part_of_it_is_used()
    {
        var whole = RunDataset.Of(new SweepHeader { Dataset = "mnist" })!;
        var part = RunDataset.Of(Part(5_000))!;
        Assert.Equal(("mnist", "local"), (part.Dataset.Name, part.Dataset.SourceType));
        Assert.Matches("^[0-9a-f]{32}$", part.Dataset.Digest);
        Assert.Equal("{\"train_images\":\"5000\"}", part.Dataset.Profile);
        Assert.Equal(part, RunDataset.Of(Part(5_000)), (one, other) => one!.Dataset == other!.Dataset);
        Assert.NotEqual(whole.Dataset.Digest, part.Dataset.Digest);
        Assert.NotEqual(whole.Dataset.Digest, RunDataset.Of(new SweepHeader { Dataset = "fashion-mnist" })!.Dataset.Digest);
        Assert.Equal([new MlflowTag("mlflow.data.context", "training")], part.Tags!);
    }

    [Fact]
    public void An_imported_folder_has_the_name_of_its_set() => Assert.Equal(
        "faces", RunDataset.Of(new SweepHeader { Dataset = "image-folder", DatasetOptions = { ["set"] = ParameterValue.Of("faces").ToWire(), ["digest"] = ParameterValue.Of("12ab").ToWire() } })!.Dataset.Name);

    [Fact]
    public void An_experiment_without_data_has_none() => Assert.Null(RunDataset.Of(new SweepHeader()));

    private static SweepHeader Part(long images) => new() { Dataset = "mnist", DatasetOptions = { ["train_images"] = ParameterValue.Of(images).ToWire() } };
}
