using CsCheck;
using Experiments.Data.Folders;
using Experiments.Faces;
using Experiments.Tools;
using Tests.Support;
using Xunit;

namespace Tests.Data;

public sealed class FacesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_face_is_a_function_of_seed_character_and_number()
    {
        var face = FacePicture.Png(1, 2, 3);
        Assert.Equal(face, FacePicture.Png(1, 2, 3));
        foreach (var other in new[] { FacePicture.Png(2, 2, 3), FacePicture.Png(1, 3, 3), FacePicture.Png(1, 2, 4) })
        {
            Assert.NotEqual(face, other);
        }
    }

    [Fact]
    public void A_character_keeps_its_looks_and_changes_its_expression()
    {
        Assert.Equal(FaceIdentity.Of(5, 7), FaceIdentity.Of(5, 7));
        Assert.Equal(30, Enumerable.Range(0, 30).Select(character => FaceIdentity.Of(5, character)).Distinct().Count());
        var moments = Enumerable.Range(0, 40).Select(image => FaceMoment.Of(5, 7, image)).ToList();
        Assert.True(moments.Select(moment => moment.Mouth).Distinct().Count() > 4);
        Assert.True(moments.Select(moment => moment.Backdrop).Distinct().Count() > 4);
        Assert.True(moments.Select(moment => moment.Lids).Distinct().Count() > 2);
    }

    [Fact]
    public void Every_face_has_skin_in_its_middle_and_many_colours()
    {
        for (var character = 0; character < 12; character++)
        {
            var path = _folder.File("face.png");
            File.WriteAllBytes(path, FacePicture.Png(3, character, 0));
            var pixels = new byte[64 * 64 * 3];
            ImageFile.Read(path, pixels, 64);
            Assert.True(pixels.Chunk(3).Select(pixel => (pixel[0] >> 4, pixel[1] >> 4, pixel[2] >> 4)).Distinct().Count() > 60);
        }
    }

    [Fact]
    public void A_folder_of_faces_is_the_same_whatever_the_threads_and_imports_as_the_real_one_would()
    {
        var order = new FaceOrder(60, 4);
        new FaceFolder(1, new SomeImages.Watcher()).Make(order, _folder.File("one"), default);
        new FaceFolder(4, new SomeImages.Watcher()).Make(order, _folder.File("many"), default);
        var one = SomeImages.Import(_folder.File("one"), _folder.File("datasets"), "one");
        var many = SomeImages.Import(_folder.File("many"), _folder.File("datasets"), "many");
        Assert.Equal(one.Digest, many.Digest);
        Assert.Equal((60, 0), (one.Train + one.Validation + one.Test, one.Skipped));
        Assert.True(File.Exists(Path.Combine(_folder.File("one"), "thumb", "007_character_7", "face_6.png")));
        Assert.Equal(["datasets", "many", "one"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_same_faces_are_not_drawn_twice_and_others_replace_them()
    {
        var target = _folder.File("faces");
        new FaceFolder(2, new SomeImages.Watcher()).Make(new(8, 1), target, default);
        var again = new SomeImages.Watcher();
        new FaceFolder(2, again).Make(new(8, 1), target, default);
        Assert.Equal(0, again.Most);
        new FaceFolder(2, again).Make(new(9, 1), target, default);
        Assert.Equal((9, 9), (again.Most, Directory.GetFiles(target, "*.png", SearchOption.AllDirectories).Length));
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_left_alone()
    {
        var target = _folder.Folder("photos");
        File.WriteAllText(Path.Combine(target, "mine.png"), "");
        Assert.Contains("holds something else than drawn faces", Assert.Throws<ToolRefusedException>(() => new FaceFolder(1, new SomeImages.Watcher()).Make(new(8, 1), target, default)).Message);
        Assert.Single(Directory.GetFileSystemEntries(target));
    }

    [Fact]
    public void Cancelled_drawing_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new FaceFolder(1, new SomeImages.Watcher(stop.Cancel)).Make(new(50, 1), _folder.File("faces"), stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void As_many_faces_as_the_real_set_has_are_of_as_many_characters()
    {
        Assert.Equal(203, new FaceOrder(14_490, 1).Characters);
        Gen.Int[1, 30_000].Sample(count =>
        {
            var faces = new FaceOrder(count, 1).Faces().ToList();
            Assert.Equal((count, count), (faces.Count, faces.Select(face => face.File).Distinct().Count()));
            Assert.True(count < 6 || faces.GroupBy(face => face.Character).All(character => character.Count() >= 6));
        }, iter: 50);
    }
}
