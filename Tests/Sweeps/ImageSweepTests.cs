using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Datasets;
using Shared.Trials;
using Xunit;

namespace Tests.Sweeps;

public sealed class ImageSweepTests
{
    private const string Head = "name: s\nexperiment: cleaner\n";
    private const string Faces = Head + "dataset: { name: image-folder, set: faces }\n";

    private static readonly ImageFolderManifest Manifest = new("faces", 64, 64, 3, 700, 150, 150, new string('a', 64), "/somewhere", 0);

    private static readonly Catalogue Catalogue = new(
        [
            new(
                "cleaner",
                "1",
                "Cleans.",
                [
                    new("stripes", ParameterKind.Integer, ParameterValue.Of(10L), "Rows.", 0, 1000, AtMost: ImageShapeDescription.ImageHeight),
                    new("block", ParameterKind.Integer, ParameterValue.Of(10L), "Side.", 0, 1000, AtMost: ImageShapeDescription.ImageSide),
                    new("depth", ParameterKind.Integer, ParameterValue.Of(2L), "Halvings.", 0, 1000, AtMost: ImageShapeDescription.ImageHalvings),
                    new("share", ParameterKind.Number, ParameterValue.Of(1.0), "Number.", 0, 1000, AtMost: ImageShapeDescription.ImageHeight),
                ],
                [new("val_loss", "Loss.", MetricGoal.Minimize)],
                ["mnist", "wide", "plain", "image-folder"]),
        ],
        [
            new("mnist", "Digits.", [], new ImageShapeDescription(28, 28, 1)),
            new("wide", "Wide.", [], new ImageShapeDescription(48, 24, 1)),
            new("plain", "No images.", []),
            new(
                "image-folder",
                "Imported.",
                [
                    new("set", ParameterKind.Text, ParameterValue.Of("anime-faces"), "Name."),
                    new("digest", ParameterKind.Text, ParameterValue.Of(""), "Digest."),
                    new("train_images", ParameterKind.Integer, ParameterValue.Of(0L), "Images."),
                    new("validation_images", ParameterKind.Integer, ParameterValue.Of(0L), "Images."),
                ],
                new ImageShapeDescription(64, 64, 3)),
        ]);

    [Theory]
    [InlineData("mnist", "stripes: 30", 5, "stripes is 30, but mnist's images have 28 rows", "at most 28")]
    [InlineData("mnist", "stripes: [1, 28, 29]", 5, "stripes is 29, but mnist's images have 28 rows", "at most 28")]
    [InlineData("mnist", "stripes: { from: 20, to: 32, step: 4 }", 5, "stripes is 32, but mnist's images have 28 rows", "at most 28")]
    [InlineData("mnist", "share: 28.5", 5, "share is 28.5, but mnist's images have 28 rows", "at most 28")]
    [InlineData("wide", "stripes: 49", 5, "stripes is 49, but wide's images have 48 rows", "at most 48")]
    [InlineData("wide", "block: 25", 5, "block is 25, but wide's images are 24 pixels along the smaller side", "at most 24")]
    [InlineData("mnist", "depth: 3", 5, "depth is 3, but mnist's images of 28x28 pixels can be halved evenly only 2 times", "at most 2")]
    [InlineData("wide", "depth: 4", 5, "depth is 4, but wide's images of 48x24 pixels can be halved evenly only 3 times", "at most 3")]
    public void A_value_that_no_image_has_room_for_is_refused_at_its_line(string dataset, string parameter, int line, string problem, string cure)
    {
        var fault = Assert.Single(Parse($"{Head}dataset: {dataset}\nparameters:\n  {parameter}").Faults);
        Assert.Equal((line, problem, cure), (fault.Line, fault.Problem, fault.Cure));
        Assert.StartsWith("parameters.", fault.Key);
    }

    [Theory]
    [InlineData("mnist", "stripes: 28\n  block: 28\n  depth: 2\n  share: 28")]
    [InlineData("image-folder", "stripes: [30, 64]\n  block: 64\n  depth: 6")]
    [InlineData("plain", "stripes: 900")]
    public void A_value_that_the_images_have_room_for_is_taken(string dataset, string parameters) =>
        Assert.Empty(Parse($"{Head}dataset: {dataset}\nparameters:\n  {parameters}").Faults);

    [Fact]
    public void Each_item_of_a_list_is_told_at_its_place()
    {
        var faults = Parse($"{Head}dataset: mnist\nparameters:\n  stripes:\n    - 4\n    - 40\n    - 41").Faults;
        Assert.Equal([7, 8], faults.Select(fault => fault.Line));
    }

    [Fact]
    public void The_digest_of_the_imported_set_is_filled_in_and_decides_the_keys()
    {
        var file = Parse(Faces);
        var pinned = file.WithDigest(_ => Manifest);
        Assert.True(pinned.Good);
        Assert.Equal(Manifest.Digest, pinned.Spec.Dataset.Options["digest"].AsText());
        var other = file.WithDigest(_ => Manifest with { Digest = new string('b', 64) });
        Assert.NotEqual(pinned.Grid.KeyAt(0), other.Grid!.KeyAt(0));
        Assert.NotEqual(pinned.Spec.SweepId, other.Spec!.SweepId);
        Assert.Equal(pinned.Spec.SweepId, Parse(Faces.Replace("faces }", $"faces, digest: {Manifest.Digest} }}")).WithDigest(_ => Manifest).Spec!.SweepId);
    }

    [Fact]
    public void A_start_that_only_the_submission_can_judge_is_still_refused_at_its_line()
    {
        var pinned = Parse(Faces + "start_from: { sweep: earlier, trial: best }\n").WithDigest(_ => Manifest);
        var fault = Assert.Single(pinned.Refuse("start_from.sweep", "no sweep is called 'earlier' here", "run earlier first").Faults);
        Assert.Equal((4, "start_from.sweep"), (fault.Line, fault.Key));
    }

    [Fact]
    public void The_named_set_is_looked_for()
    {
        var asked = "";
        Parse(Faces).WithDigest(set =>
        {
            asked = set;
            return Manifest;
        });
        Assert.Equal("faces", asked);
    }

    [Fact]
    public void A_set_that_was_not_imported_is_refused_with_both_cures()
    {
        var fault = Assert.Single(Parse(Faces).WithDigest(_ => null).Faults);
        Assert.Equal("dataset.set", fault.Key);
        Assert.Equal("no image folder was imported as 'faces' on this machine", fault.Problem);
        Assert.Contains("data import faces FOLDER", fault.Cure);
        Assert.Contains("data make-faces", fault.Cure);
    }

    [Theory]
    [InlineData("digest: bbb", "dataset.digest", "has the digest aaa")]
    [InlineData("train_images: 701", "dataset.train_images", "701 are wanted, but 'faces' holds 700")]
    [InlineData("validation_images: 151", "dataset.validation_images", "151 are wanted, but 'faces' holds 150")]
    public void What_the_set_does_not_hold_is_refused(string option, string key, string problem)
    {
        var fault = Assert.Single(Parse(Faces.Replace("faces }", $"faces, {option} }}")).WithDigest(_ => Manifest).Faults);
        Assert.Equal(key, fault.Key);
        Assert.Contains(problem, fault.Problem);
    }

    [Fact]
    public void Other_sweeps_and_refused_ones_stay_as_they_are()
    {
        var mnist = Parse($"{Head}dataset: mnist");
        Assert.Same(mnist, mnist.WithDigest(_ => throw new InvalidOperationException("nobody asked")));
        var refused = Parse("name: s");
        Assert.Same(refused, refused.WithDigest(_ => throw new InvalidOperationException("nobody asked")));
    }

    private static SweepFileResult Parse(string yaml) => SweepFile.Parse(yaml, Catalogue);
}
