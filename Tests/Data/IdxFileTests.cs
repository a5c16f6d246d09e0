using Experiments;
using Experiments.Data;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public IdxFileTests()
    {
        _path = _folder.File("images");
        SomeTrial.WriteImages(_path, 5);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shape_and_bytes_are_read()
    {
        using var file = IdxFile.Open(_path);
        Assert.Equal([5, 28, 28], file.Shape);
        var bytes = new byte[5 * 28 * 28];
        file.CopyTo(bytes);
        Assert.Equal(File.ReadAllBytes(_path)[16..], bytes);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<TrainingFailedException>(() => IdxFile.Open(_folder.File("nothing")));
        Assert.Contains("nothing is missing", fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(16)]
    [InlineData(3935)]
    public void A_file_cut_anywhere_is_refused(int length)
    {
        var bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, bytes[..length]);
        Assert.Throws<TrainingFailedException>(() => IdxFile.Open(_path));
    }

    [Theory]
    [InlineData(0, 1)]    // no IDX
    [InlineData(2, 13)]   // floats
    [InlineData(3, 9)]    // nine dimensions
    [InlineData(4, 200)]  // a negative count
    [InlineData(7, 6)]    // one image too many
    public void A_wrong_header_is_refused(int at, byte value)
    {
        var bytes = File.ReadAllBytes(_path);
        bytes[at] = value;
        File.WriteAllBytes(_path, bytes);
        Assert.Throws<TrainingFailedException>(() => IdxFile.Open(_path));
    }
}
