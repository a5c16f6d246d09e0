using Orchestrator.CommandLine;
using Shared.Datasets;
using Tests.Data;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

/// <summary>The <c>data</c> commands with the trainer's real program.</summary>
public sealed class DataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Faces_are_drawn_imported_and_listed()
    {
        var made = await RunAsync("make-faces", "--count", "16", "--seed", "3", "--datasets", _folder.File("sets"));
        Assert.Equal((ExitCodes.Success, ""), (made.Code, made.Error));
        Assert.Contains("drawing: 16 of 16\n", made.Out);
        Assert.Contains("reading: 16 of 16\n", made.Out);
        var set = new ImageFolders(_folder.File("sets")).Find("drawn-faces")!;
        Assert.Contains($"drawn-faces: {set.Train} images to train on", made.Out);
        Assert.Contains(set.Digest, made.Out);
        var list = await RunAsync("list", "--datasets", _folder.File("sets"));
        Assert.Matches($"image-folder set: drawn-faces +{set.Train} training, {set.Validation} validation and {set.Test} test images, 64x64 RGB", list.Out);
    }

    [Fact]
    public async Task A_folder_is_imported_and_what_is_skipped_is_told()
    {
        var source = SomeImages.Folder(_folder, 8);
        await File.WriteAllTextAsync(Path.Combine(source, "000_some_0", "face_03.png"), "no image");
        var run = await RunAsync("import", "mine", source, "--datasets", _folder.File("sets"));
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(2, run.ErrorLines.Count);
        Assert.Matches("^skipped: .*face_03.png is no image", run.ErrorLines[0]);
        Assert.Equal("1 of 8 images were skipped", run.ErrorLines[1]);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_imported_is_one_line_and_exit_code_2()
    {
        var run = await RunAsync("import", "mine", _folder.Folder("empty"), "--datasets", _folder.File("sets"));
        Assert.Equal((ExitCodes.Refused, ""), (run.Code, run.Out));
        Assert.Contains("holds no PNG or JPEG image", Assert.Single(run.ErrorLines));
        Assert.False(Directory.Exists(_folder.File("sets")));
    }

    [Theory]
    [InlineData("1000001")]
    [InlineData("5")]
    public async Task Too_many_faces_or_too_few_to_validate_on_are_refused_before_any_is_drawn(string count)
    {
        var run = await RunAsync("make-faces", "--count", count, "--datasets", _folder.File("sets"));
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.False(Directory.Exists(_folder.File("sets")));
        Assert.Contains("a whole number from 6 to 1000000 is wanted", Assert.Single(run.ErrorLines));
    }

    private static Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(["data", .. arguments]);
}
