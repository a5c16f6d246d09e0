using CsCheck;
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

    public static TheoryData<string, string, (string, object)[]> Kinds => new()
    {
        { "denoising-autoencoder", "adam", [("noise", 0.5), ("filters", 8L)] },
        { "denoising-autoencoder", "adadelta", [("stripes", 10L), ("corrupt", "once"), ("filters", 8L), ("schedule", "constant"), ("learning_rate", 1.0)] },
        { "denoising-autoencoder", "sgd", [("block", 10L), ("filters", 8L), ("precision", "bfloat16")] },
        { "dense-autoencoder", "rmsprop", [("sparsity", 1e-4), ("code", 8L)] },
        { "variational-autoencoder", "rmsprop", [("warm_up", 1.5)] },
        { "variational-autoencoder", "adam", [("flow", "iaf"), ("noise", 0.1)] },
        { "variational-autoencoder", "adam", [("flow", "planar"), ("corrupt", "once")] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trial_stopped_and_killed_anywhere_ends_with_the_same_bits(string experiment, string optimizer, (string, object)[] parameters)
    {
        (string, object)[] all = [.. parameters, ("optimizer", optimizer), ("epochs", 2L)];
        var whole = SomeTrial.Of(experiment, _folder.Folder("whole"), _data, all);
        Assert.Equal("", SomeTrial.Train(whole)[^1].Ended.Reason);

        // The trainer looks at the clock twice a batch: any number of looks ends it somewhere else, in training, before or after validation.
        var (run, halfEpochs, kills) = (0, 0, 0);
        Gen.Int[3, 75].List[2, 3].Sample(
            looks =>
            {
                var stopped = SomeTrial.Of(experiment, _folder.Folder($"stopped{run++}"), _data, all);
                foreach (var (turn, look) in looks.Index())
                {
                    if (turn % 2 == 1)
                    {
                        kills += Killed(stopped, look) ? 1 : 0;
                        continue;
                    }

                    using var stop = new CancellationTokenSource();
                    var ended = SomeTrial.Train(stopped, new EndingClock(look, stop.Cancel), stop: stop.Token)[^1].Ended;
                    Assert.True(ended.Outcome is Outcome.Preempted or Outcome.Finished, ended.Reason);
                    halfEpochs += Checkpoint(stopped).Batch is > 0 and < 38 ? 1 : 0;
                }

                Assert.Equal(Outcome.Finished, SomeTrial.Train(stopped)[^1].Ended.Outcome);
                Assert.Equal(SomeTrial.Bits(whole), SomeTrial.Bits(stopped));
            },
            iter: 4,
            threads: 1);
        Assert.True(halfEpochs > 0 && kills > 0);
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

        Assert.InRange(Checkpoint(killed).Epoch, 1, 7);

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
        var once = Said();
        File.Delete(Path.Combine(_data, "train-images-idx3-ubyte"));
        var again = Said();
        Assert.Equal(once, again);

        IEnumerable<string> Said() => [.. SomeTrial.Train(trial).Where(report => report.Progress is null && report.Checkpoint is null).Select(report => report.ToString()).Order(StringComparer.Ordinal)];
    }

    private static Checkpoint Checkpoint(RunTrial trial) =>
        new CheckpointFile(Path.Combine(trial.WorkFolder, CheckpointFile.Name), trial.Key, TextWriter.Null).Read()!;

    // As a kill does it: nothing of the trial is left but its files, as they were. False where it finished before.
    private static bool Killed(RunTrial trial, int look)
    {
        var ended = SomeTrial.Train(trial, new EndingClock(look, () => throw new InvalidOperationException("killed")))[^1].Ended;
        Assert.True(ended.Outcome == Outcome.Finished || ended.Reason == "InvalidOperationException: killed", ended.Reason);
        return ended.Outcome == Outcome.Failed;
    }

    /// <summary>Ends the trial when it is looked at for the given time. A second goes by from look to look.</summary>
    private sealed class EndingClock(int lastLook, Action end) : TimeProvider
    {
        private int _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            if (++_looks == lastLook)
            {
                end();
            }

            return _looks;
        }
    }
}
