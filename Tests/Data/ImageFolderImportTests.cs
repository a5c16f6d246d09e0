using System.Security.Cryptography;
using Experiments.Data;
using Experiments.Tools;
using Shared.Datasets;
using Shared.Trials;
using Tests.Support;
using Xunit;

namespace Tests.Data;

public sealed class ImageFolderImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Datasets => _folder.File("datasets");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_character_is_split_by_file_name_and_files_take_characters_in_turn()
    {
        var set = SomeImages.Import(SomeImages.Folder(_folder, 6, 7), Datasets);
        Assert.Equal((4 + 5, 1 + 1, 1 + 1, 0), (set.Train, set.Validation, set.Test, set.Skipped));
        Assert.Equal(["0 0", "1 0", "0 1", "1 1", "0 2", "1 2", "0 3", "1 3", "1 4"], Pictures(ImageFolderManifest.TrainFile));
        Assert.Equal(["0 4", "1 5"], Pictures(ImageFolderManifest.ValidationFile));
        Assert.Equal(["0 5", "1 6"], Pictures(ImageFolderManifest.TestFile));
        Assert.Equal([.. ImageFolderManifest.Files.Append(ImageFolderManifest.FileName).Order(StringComparer.Ordinal)], Inside("some"));
        Assert.Equal(set, new ImageFolders(Datasets).Find("some"));
    }

    [Fact]
    public void The_digest_is_the_sum_over_the_files_and_does_not_depend_on_threads_or_place()
    {
        var source = SomeImages.Folder(_folder, 20, 9, 30);
        var one = SomeImages.Import(source, Datasets, "one", threads: 1);
        Directory.Move(source, _folder.File("elsewhere"));
        var many = SomeImages.Import(_folder.File("elsewhere"), Datasets, "many", threads: 8);
        Assert.Equal(one.Digest, many.Digest);
        byte[] all = [.. ImageFolderManifest.Files.SelectMany(file => File.ReadAllBytes(Path.Combine(Datasets, "image-folder", "one", file)))];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(all)), one.Digest);
        Assert.NotEqual(one.Digest, SomeImages.Import(SomeImages.Folder(_folder, "other", 20, 9, 29), Datasets, "other").Digest);
    }

    [Fact]
    public void A_thumb_folder_is_taken_for_the_whole()
    {
        var thumb = SomeImages.Folder(_folder, "thumb", 6, 6);
        Assert.Equal(SomeImages.Import(thumb, Datasets).Digest, SomeImages.Import(_folder.Path, Datasets, "above").Digest);
    }

    [Fact]
    public void A_folder_without_subfolders_is_one_character()
    {
        var source = SomeImages.Folder(_folder, 10);
        Assert.Equal(7, SomeImages.Import(Path.Combine(source, "000_some_0"), Datasets).Train);
    }

    [Fact]
    public void Broken_and_foreign_images_are_named_and_left_out()
    {
        var source = SomeImages.Folder(_folder, 8);
        var own = Path.Combine(source, "000_some_0");
        File.WriteAllText(Path.Combine(own, "face_00.png"), "no image");
        File.WriteAllBytes(Path.Combine(own, "face_07.png"), []);
        File.WriteAllText(Path.Combine(own, "moving.GIF"), "GIF89a");
        File.WriteAllText(Path.Combine(own, "colors.csv"), "1,2,3");
        File.WriteAllText(Path.Combine(own, ".hidden.png"), "");
        var watcher = new SomeImages.Watcher();
        var set = SomeImages.Import(source, Datasets, watcher: watcher);
        Assert.Equal(["face_00.png is no image, or its beginning is broken", "face_07.png is empty", "moving.GIF is neither PNG nor JPEG"], watcher.Lines);
        Assert.Equal((6, 3, 8), (set.Train + set.Validation + set.Test, set.Skipped, watcher.Most));
        Assert.Equal(["0 1", "0 2", "0 3", "0 4"], Pictures(ImageFolderManifest.TrainFile));
    }

    [Fact]
    public void An_empty_folder_is_refused() => Refused(_folder.Folder("empty"), "holds no PNG or JPEG image");

    [Fact]
    public void A_missing_folder_is_refused() => Refused(_folder.File("nowhere"), "nowhere is no folder");

    [Fact]
    public void A_single_image_is_refused() => Refused(SomeImages.Folder(_folder, 1), "has too few images: 1 to train on, 0 to validate on");

    [Fact]
    public void Nothing_but_broken_images_is_refused()
    {
        var source = _folder.Folder("broken");
        File.WriteAllText(Path.Combine(source, "a.jpg"), "no image");
        Refused(source, "none of the images in");
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("a\n")]
    public void A_name_that_is_no_file_name_is_refused(string name) =>
        Assert.Contains("can't be a set's name", Assert.Throws<ToolRefusedException>(() => SomeImages.Import(_folder.Path, Datasets, name)).Message);

    [Fact]
    public void Datasets_that_cannot_be_kept_are_one_clear_line()
    {
        File.WriteAllText(_folder.File("file"), "");
        var source = SomeImages.Folder(_folder, 6);
        Assert.StartsWith("the set can't be kept in", Assert.Throws<ToolRefusedException>(() => SomeImages.Import(source, _folder.File("file"))).Message);
    }

    [Fact]
    public void Imported_again_it_takes_the_place_of_the_old_one_and_a_refused_folder_does_not()
    {
        SomeImages.Import(SomeImages.Folder(_folder, 6), Datasets);
        var again = SomeImages.Import(SomeImages.Folder(_folder, "more", 12), Datasets);
        Assert.Throws<ToolRefusedException>(() => SomeImages.Import(_folder.Folder("empty"), Datasets));
        Assert.Equal(again, new ImageFolders(Datasets).Find("some"));
        Assert.Equal([".some.lock", "some"], Left());
    }

    [Fact]
    public void A_cancelled_import_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        var source = SomeImages.Folder(_folder, 20);
        Assert.ThrowsAny<OperationCanceledException>(() => SomeImages.Import(source, Datasets, watcher: new(stop.Cancel), stop: stop.Token));
        Assert.Equal([".some.lock"], Left());
    }

    [Fact]
    public void Two_imports_of_one_name_do_not_meet()
    {
        var source = SomeImages.Folder(_folder, 6);
        var second = "";
        SomeImages.Import(source, Datasets, threads: 1, watcher: new(() =>
            second = Assert.Throws<ToolRefusedException>(() => SomeImages.Import(source, Datasets)).Message));
        Assert.StartsWith("'some' is being imported by another process", second);
    }

    [Fact]
    public async Task The_store_checks_name_digest_and_content()
    {
        var set = SomeImages.Import(SomeImages.Folder(_folder, 6), Datasets);
        var file = Path.Combine(Datasets, "image-folder", "some", ImageFolderManifest.TestFile);
        Assert.Equal(Path.GetDirectoryName(file), await new ImageFolders(Datasets).EnsureAsync("some", set.Digest, default));
        Assert.Contains("'data import other FOLDER'", await FaultAsync("other", set.Digest));
        Assert.Contains($"'some' on this machine has the digest {set.Digest[..12]}…, but 000 is wanted", await FaultAsync("some", "000"));
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("are broken: import them again", await FaultAsync("some", set.Digest));

        async Task<string> FaultAsync(string name, string digest) =>
            (await Assert.ThrowsAsync<DatasetUnavailableException>(() => new ImageFolders(Datasets).EnsureAsync(name, digest, default))).Message;
    }

    [Fact]
    public async Task A_node_finds_the_set_that_a_sweeps_options_name()
    {
        var set = SomeImages.Import(SomeImages.Folder(_folder, 6), Datasets);
        var options = new Dictionary<string, ParameterValue> { ["set"] = ParameterValue.Of("some"), ["digest"] = ParameterValue.Of(set.Digest) };
        var store = DatasetStore.Standard(Datasets);
        Assert.Equal(Path.Combine(Datasets, "image-folder", "some"), await store.EnsureAsync("image-folder", options, null, default));
        options["set"] = ParameterValue.Of("other");
        await Assert.ThrowsAsync<DatasetUnavailableException>(() => store.EnsureAsync("image-folder", options, null, default));
    }

    private void Refused(string source, string reason)
    {
        var fault = Assert.Throws<ToolRefusedException>(() => SomeImages.Import(source, Datasets));
        Assert.Contains(reason, fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.True(!Directory.Exists(Datasets) || Left() is [".some.lock"]);
    }

    // "character picture" of every image in a file.
    private IEnumerable<string> Pictures(string file)
    {
        using var idx = IdxFile.Open(Path.Combine(Datasets, "image-folder", "some", file));
        Assert.Equal([64, 64, 3], idx.Shape.Skip(1));
        var bytes = new byte[idx.Shape[0] * 64 * 64 * 3];
        idx.CopyTo(bytes);
        return [.. bytes.Chunk(64 * 64 * 3).Select(image => $"{image[0]} {image[1]}")];
    }

    private List<string> Left() => Inside("");

    private List<string> Inside(string name) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(Datasets, "image-folder", name)).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];
}
