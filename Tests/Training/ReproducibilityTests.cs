using Experiments.Checkpoints;
using Experiments.Data;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Training;

[Collection(TorchTests.Name)]
public sealed class ReproducibilityTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public ReproducibilityTests() => _data = SomeTrial.Dataset(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("adam")]
    [InlineData("adadelta")]
    public void The_same_trial_gives_the_same_bits_whatever_ran_before_it(string optimizer)
    {
        using var images = new ResidentImages();
        var first = SomeTrial.Denoising(_folder.Folder("first"), _data, optimizer: optimizer);
        var between = SomeTrial.Denoising(_folder.Folder("between"), _data, epochs: 1, seed: 99, filters: 12);
        var second = SomeTrial.Denoising(_folder.Folder("second"), _data, optimizer: optimizer);
        foreach (var trial in new[] { first, between, second })
        {
            Assert.Equal(Outcome.Finished, SomeTrial.Train(trial, images)[^1].Ended.Outcome);
        }

        Assert.Equal(SomeTrial.Bits(first), SomeTrial.Bits(second));
        const string picture = "pictures/reconstruction.png";
        Assert.Equal(File.ReadAllBytes(Path.Combine(first.WorkFolder, picture)), File.ReadAllBytes(Path.Combine(second.WorkFolder, picture)));
    }

    [Fact]
    public void Another_seed_gives_other_bits()
    {
        var one = SomeTrial.Denoising(_folder.Folder("one"), _data, epochs: 1, seed: 1);
        var two = SomeTrial.Denoising(_folder.Folder("two"), _data, epochs: 1, seed: 1UL << 40 | 1);
        SomeTrial.Train(one);
        SomeTrial.Train(two);
        Assert.NotEqual(SomeTrial.Bits(one), SomeTrial.Bits(two));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("adadelta")]
    public void A_trial_stopped_again_and_again_in_mid_epoch_ends_with_the_same_bits(string optimizer)
    {
        var whole = SomeTrial.Denoising(_folder.Folder("whole"), _data, optimizer: optimizer);
        SomeTrial.Train(whole);

        // The trainer looks at the clock at its start, every 16 batches and before validation: each count stops it somewhere else.
        var stopped = SomeTrial.Denoising(_folder.Folder("stopped"), _data, optimizer: optimizer);
        var places = new List<(int, int)>();
        foreach (var look in new[] { 3, 6, 9, 6 })
        {
            using var stop = new CancellationTokenSource();
            var ended = SomeTrial.Train(stopped, new StoppingClock(look, stop), stop: stop.Token)[^1].Ended;
            Assert.True(ended.Outcome == Outcome.Preempted, $"look {look}, after {string.Join(' ', places)}: {ended}");
            var checkpoint = new CheckpointFile(Path.Combine(stopped.WorkFolder, CheckpointFile.Name), stopped.Key, TextWriter.Null).Read()!;
            places.Add((checkpoint.Epoch, checkpoint.Batch));
        }

        Assert.Equal(places.Distinct().Order(), places);
        Assert.Contains(places, place => place.Item2 == 38);
        Assert.Contains(places, place => place.Item2 is > 1 and < 38);
        Assert.Equal(Outcome.Finished, SomeTrial.Train(stopped)[^1].Ended.Outcome);
        Assert.Equal(SomeTrial.Bits(whole), SomeTrial.Bits(stopped));
    }

    [Fact]
    public void A_trainer_killed_in_mid_epoch_is_succeeded_by_one_that_ends_with_the_same_bits()
    {
        var whole = SomeTrial.Denoising(_folder.Folder("whole"), _data, epochs: 8);
        SomeTrial.Train(whole);

        var killed = SomeTrial.Denoising(_folder.Folder("killed"), _data, epochs: 8);
        MetricRow first;
        using (var trainer = new TrainerClient())
        {
            trainer.Send(killed);
            first = trainer.ReadUntil(report => report.Row is not null)[^1].Row;
            trainer.Kill();
        }

        Assert.InRange(new CheckpointFile(Path.Combine(killed.WorkFolder, CheckpointFile.Name), killed.Key, TextWriter.Null).Read()!.Epoch, 1, 7);

        using var successor = new TrainerClient();
        var reports = successor.Run(killed);
        Assert.Equal(Outcome.Finished, reports[^1].Ended.Outcome);
        Assert.Equal(8, reports[^1].Ended.Epoch);
        Assert.Equal(first, reports.First(report => report.Row is not null).Row);
        Assert.Equal(SomeTrial.Bits(whole), SomeTrial.Bits(killed));
    }

    [Fact]
    public void A_finished_trial_only_reports_again()
    {
        var trial = SomeTrial.Denoising(_folder.Folder("trial"), _data);
        var once = SomeTrial.Train(trial).Where(report => report.Progress is null).ToList();
        File.Delete(Path.Combine(_data, "train-images-idx3-ubyte"));
        var again = SomeTrial.Train(trial).Where(report => report.Progress is null).ToList();
        Assert.Equal(once, again);
    }

    /// <summary>Sets the stop when it is looked at for the given time. A second goes by from look to look.</summary>
    private sealed class StoppingClock(int stopAtLook, CancellationTokenSource stop) : TimeProvider
    {
        private int _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            if (++_looks == stopAtLook)
            {
                stop.Cancel();
            }

            return _looks;
        }
    }
}
