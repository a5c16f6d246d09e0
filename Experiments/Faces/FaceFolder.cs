using Experiments.Tools;

namespace Experiments.Faces;

/// <summary>Draws faces into a folder laid out like the animeface-character-dataset, which appears only whole.</summary>
public sealed class FaceFolder(int threads, IToolWatcher watcher)
{
    /// <summary>Lies in a folder that we drew, so that we may draw it anew; holds what was drawn.</summary>
    public const string Marker = "drawn-faces.txt";

    /// <exception cref="ToolRefusedException">The folder holds something else, or can't be written.</exception>
    public void Make(FaceOrder order, string folder, CancellationToken stop)
    {
        try
        {
            if (!IsThere(order, folder))
            {
                Draw(order, folder, stop);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ToolRefusedException($"no faces can be drawn to {folder}: {fault.Message} (choose another folder with --output)");
        }
    }

    private static bool IsThere(FaceOrder order, string folder)
    {
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(marker))
        {
            return File.ReadAllText(marker) == order.Marker;
        }

        return !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()
            ? false
            : throw new ToolRefusedException($"{folder} holds something else than drawn faces; choose another folder with --output");
    }

    private void Draw(FaceOrder order, string folder, CancellationToken stop)
    {
        var target = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        var beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.partial");
        Delete(beside);
        try
        {
            var faces = order.Faces().ToList();
            foreach (var character in faces.Select(face => Path.GetDirectoryName(face.File)!).Distinct())
            {
                Directory.CreateDirectory(Path.Combine(beside, character));
            }

            var done = 0;
            Parallel.ForEach(faces, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, face =>
            {
                File.WriteAllBytes(Path.Combine(beside, face.File), FacePicture.Png(order.Seed, face.Character, face.Image));
                watcher.Done(Interlocked.Increment(ref done), faces.Count);
            });
            File.WriteAllText(Path.Combine(beside, Marker), order.Marker);
            Delete(target);
            Directory.Move(beside, target);
        }
        finally
        {
            Delete(beside);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
