using CsCheck;
using Experiments.Data.Folders;
using Xunit;

namespace Tests.Data;

public sealed class StudySplitTests
{
    [Theory]
    [InlineData(1, 1, 0, 0)]
    [InlineData(5, 4, 0, 1)]      // 3.5 goes to 4, 0.5 to 0: Python rounds halves to even
    [InlineData(6, 4, 1, 1)]
    [InlineData(15, 10, 2, 3)]    // 10.5 goes to 10, 2.5 to 2
    [InlineData(71, 50, 10, 11)]
    [InlineData(100, 70, 15, 15)]
    public void Known_folders_split_as_the_studys_did(int images, int train, int validation, int test) =>
        Assert.Equal(new StudySplit(train, validation, test), StudySplit.Of(images));

    [Fact]
    public void Every_image_is_in_one_part_and_parts_are_as_near_as_whole_numbers_can_be() => Gen.Int[0, 5000].Sample(images =>
    {
        var split = StudySplit.Of(images);
        Assert.Equal(images, split.Train + split.Validation + split.Test);
        Assert.InRange(split.Train - (0.7 * images), -0.5, 0.5);
        Assert.InRange(split.Validation - (0.5 * (images - split.Train)), -0.5, 0.5);
    });

    // The study's 14,490 images gave 10,133 / 2,184 / 2,173: 70 % exactly, and almost equal halves.
    [Fact]
    public void Two_hundred_folders_of_any_sizes_give_about_the_studys_shares() => Gen.Int[20, 140].Array[203].Sample(folders =>
    {
        var splits = folders.Select(StudySplit.Of).ToList();
        var (all, train, validation) = (folders.Sum(), splits.Sum(split => split.Train), splits.Sum(split => split.Validation));
        Assert.InRange((double)train / all, 0.695, 0.705);
        Assert.InRange((double)validation / all, 0.145, 0.155);
    }, iter: 100);
}
