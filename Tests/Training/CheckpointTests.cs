using Experiments.Checkpoints;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;
    private readonly StringWriter _log = new();

    public CheckpointTests() => _path = _folder.File(CheckpointFile.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        var row = new MetricRow { Step = 4, TimestampMs = 1234, Metrics = { new Metric { Name = "loss", Value = double.NaN } } };
        File("key").Write(new(4, 17, [row], new Dictionary<string, byte[]> { ["weights"] = [1, 2, 3], ["empty"] = [] }));
        var read = File("key").Read()!;
        Assert.Equal((4, 17), (read.Epoch, read.Batch));
        Assert.Equal([row], read.Rows);
        Assert.Equal([1, 2, 3], read.State["weights"]);
        Assert.Empty(read.State["empty"]);
        Assert.Equal([CheckpointFile.Name], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_checkpoint_cut_anywhere_is_set_aside()
    {
        var whole = Written();
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length]);
        }
    }

    [Fact]
    public void A_checkpoint_with_any_byte_changed_is_set_aside()
    {
        var whole = Written();
        for (var at = 0; at < whole.Length; at++)
        {
            var torn = (byte[])whole.Clone();
            torn[at] ^= 0x10;
            Refused(torn);
        }
    }

    [Fact]
    public void The_checkpoint_of_the_same_trial_with_fewer_epochs_is_taken_and_the_next_one_bears_the_new_key()
    {
        Written();
        var longer = new CheckpointFile(_path, "longer", _log, ["key"]);
        longer.Write(longer.Read()!);
        Assert.NotNull(File("longer").Read());
        Assert.Null(File("key").Read());
    }

    [Fact]
    public void Another_trials_checkpoint_is_set_aside()
    {
        Written();
        Assert.Null(File("another").Read());
        Assert.Contains("the checkpoint belongs to trial key, not to another", _log.ToString());
        Assert.True(System.IO.File.Exists(_path + ".refused"));
        Assert.False(System.IO.File.Exists(_path));
    }

    private CheckpointFile File(string key) => new(_path, key, _log);

    private byte[] Written()
    {
        File("key").Write(new(1, 0, [new MetricRow { Step = 1 }], new Dictionary<string, byte[]> { ["weights"] = [1, 2, 3] }));
        return System.IO.File.ReadAllBytes(_path);
    }

    private void Refused(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(_path, bytes);
        Assert.Null(File("key").Read());
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(_path + ".refused"));
    }
}
