using CsCheck;
using Experiments.Corruptions;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Training;

[Collection(TorchTests.Name)]
public sealed class CorruptionTests
{
    private const int Images = 40;

    private static readonly Gen<(int Height, int Width, int Channels, uint Seed)> Batches =
        from height in Gen.Int[1, 20]
        from width in Gen.Int[1, 20]
        from channels in Gen.Int[0, 1].Select(colour => 1 + (2 * colour))
        from seed in Gen.UInt
        select (height, width, channels, seed);

    [Fact]
    public void Exactly_so_many_distinct_rows_of_each_image_become_black() =>
        Batches.SelectMany(batch => Gen.Int[1, batch.Height], (batch, stripes) => (batch, stripes)).Sample(
            sample =>
            {
                using var scope = NewDisposeScope();
                var clean = Bright(sample.batch);
                var corrupted = new Corruption(0, sample.stripes, 0).Apply(clean, new Generator(sample.batch.Seed));
                var black = corrupted.eq(0).all(3).all(2);
                Assert.True(black.sum(1).eq(sample.stripes).all().item<bool>());
                Assert.True(corrupted.eq(clean).all(3).all(2).logical_or(black).all().item<bool>());
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void A_grey_square_of_the_right_size_lies_inside_each_image() =>
        Batches.SelectMany(batch => Gen.Int[1, Math.Min(batch.Height, batch.Width)], (batch, side) => (batch, side)).Sample(
            sample =>
            {
                using var scope = NewDisposeScope();
                var clean = Bright(sample.batch);
                var corrupted = new Corruption(0, 0, sample.side).Apply(clean, new Generator(sample.batch.Seed));
                var grey = corrupted.eq(0.5).all(3);
                Assert.True(grey.any(2).sum(1).eq(sample.side).all().item<bool>());
                Assert.True(grey.any(1).sum(1).eq(sample.side).all().item<bool>());
                Assert.True(grey.sum(2).sum(1).eq((long)sample.side * sample.side).all().item<bool>());
                Assert.True(corrupted.eq(clean).all(3).logical_or(grey).all().item<bool>());
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Squares_reach_all_edges_and_stripes_every_row_equally_often()
    {
        using var scope = NewDisposeScope();
        var clean = ones(4_000, 10, 10, 1);
        var grey = new Corruption(0, 0, 4).Apply(clean, new Generator(1)).eq(0.5).squeeze(3);
        var corners = stack([grey.select(1, 0).select(1, 0), grey.select(1, 0).select(1, 9), grey.select(1, 9).select(1, 0), grey.select(1, 9).select(1, 9)]);
        Assert.True(corners.to(float32).mean([1]).sub(1 / 49.0).abs().max().item<float>() < 0.01);

        var black = new Corruption(0, 3, 0).Apply(clean, new Generator(2)).select(2, 0).squeeze(2).eq(0);
        Assert.True(black.to(float32).mean([0]).sub(0.3).abs().max().item<float>() < 0.03);
    }

    [Fact]
    public void Noise_has_the_deviation_asked_for_and_is_clipped()
    {
        using var scope = NewDisposeScope();
        var grey = full([100, 28, 28, 1], 0.5f);
        var noise = new Corruption(0.1, 0, 0).Apply(grey, new Generator(3)) - grey;
        Assert.Equal(0, noise.mean().item<float>(), 0.002);
        Assert.Equal(0.1, noise.std().item<float>(), 0.002);

        var clipped = new Corruption(1, 0, 0).Apply(grey, new Generator(4));
        Assert.Equal(0, clipped.min().item<float>());
        Assert.Equal(1, clipped.max().item<float>());
        Assert.Equal(0.617, clipped.eq(0).logical_or(clipped.eq(1)).to(float32).mean().item<float>(), 0.01);   // two tails of N(0, 1) beyond 0.5
    }

    [Fact]
    public void The_clean_images_stay_as_they_are_and_the_same_seed_corrupts_alike()
    {
        using var scope = NewDisposeScope();
        var clean = Bright((28, 28, 3, 1));
        var before = clean.clone();
        var corruption = new Corruption(0.3, 5, 6);
        var once = corruption.Apply(clean, new Generator(9));
        Assert.True(once.equal(corruption.Apply(clean, new Generator(9))).all().item<bool>());
        Assert.False(once.equal(corruption.Apply(clean, new Generator(10))).all().item<bool>());
        Assert.True(clean.equal(before).all().item<bool>());
    }

    // No value is black or the block's grey.
    private static Tensor Bright((int Height, int Width, int Channels, uint Seed) batch) =>
        rand([Images, batch.Height, batch.Width, batch.Channels], generator: new Generator(batch.Seed)).mul_(0.3).add_(0.6);
}
