using Experiments.Data.Folders;
using Experiments.Tools;
using Shared.Datasets;
using Tests.Support;

namespace Tests.Data;

/// <summary>Folders of small pictures, and what imports them.</summary>
internal static class SomeImages
{
    /// <summary>A folder of characters with so many pictures each; picture i of character c is plain (c, i, 7).</summary>
    public static string Folder(TempFolder folder, params int[] pictures) => Folder(folder, "characters", pictures);

    public static string Folder(TempFolder folder, string name, params int[] pictures)
    {
        var path = folder.Folder(name);
        for (var character = 0; character < pictures.Length; character++)
        {
            var own = Directory.CreateDirectory(Path.Combine(path, $"{character:000}_some_{character}")).FullName;
            for (var picture = 0; picture < pictures[character]; picture++)
            {
                File.WriteAllBytes(Path.Combine(own, $"face_{picture:00}.png"), PngBytes.Plain(5, 3, (byte)character, (byte)picture, 7));
            }
        }

        return path;
    }

    public static ImageFolderManifest Import(string source, string datasets, string name = "some", int threads = 2, Watcher? watcher = null, CancellationToken stop = default) =>
        new ImageFolderImport(datasets, threads, watcher ?? new Watcher()).Import(name, source, stop);

    /// <summary>Keeps what was skipped; calls back at each picture.</summary>
    internal sealed class Watcher(Action? done = null) : IToolWatcher
    {
        private int _most;

        public List<string> Lines { get; } = [];

        public int Most => _most;

        public void Done(int done1, int all)
        {
            Interlocked.Increment(ref _most);
            done?.Invoke();
        }

        public void Skipped(string file, string reason) => Lines.Add($"{Path.GetFileName(file)} {reason}");
    }
}
