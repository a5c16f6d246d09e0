using Experiments.Corruptions;
using Experiments.Data;
using Experiments.Data.Folders;
using Experiments.Pictures;
using Experiments.Training;
using static TorchSharp.torch;

namespace Experiments.Tools;

/// <summary>
/// <c>reconstruct WEIGHTS INPUT OUTPUT [--corrupt yes]</c>: runs a trained model on an image or a folder of images, and writes each image it gives back, and a sheet with
/// what went in above what came out.
/// </summary>
public static class ReconstructCommand
{
    private const string Sheet = "reconstructions.png";
    private const int MostOnSheet = 20;
    private const int ColumnsOnSheet = 10;

    public static int Run(string[] arguments) => ToolRun.Run(arguments, (given, stop) =>
    {
        var output = given.Positional(2, "OUTPUT");
        var files = Files(given.Positional(1, "INPUT"));
        var lines = new ToolLines("images", Console.Out, Console.Error, TimeProvider.System);
        try
        {
            using var model = TrainedModel.Load(given.Positional(0, "WEIGHTS"));
            var count = Reconstruct(model, files, output, given.Text("corrupt") is not null, lines, stop);
            Console.WriteLine($"{count} of {files.Count} images reconstructed, in {Path.GetFullPath(output)}; side by side in {Sheet}");
        }
        catch (TrainingFailedException fault)
        {
            throw new ToolRefusedException(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ToolRefusedException($"no images can be written to {output}: {fault.Message.TrimEnd('.')} (choose another folder with --output)");
        }
    });

    /// <returns>How many images there were; those that can't be read are named and left out.</returns>
    /// <exception cref="ToolRefusedException">None could be read.</exception>
    public static int Reconstruct(TrainedModel model, IReadOnlyList<string> files, string output, bool corrupt, IToolWatcher watcher, CancellationToken stop)
    {
        using var noGradient = no_grad();
        var corruption = corrupt ? TrainingSettings.Read(new TrialParameters(model.Trial.Parameters)).Corruption : new Corruption(0, 0, 0);
        var shown = new List<(Picture Input, Picture Output)>();
        var count = 0;
        // A name's ending counts only where two images differ in nothing else.
        var taken = files.CountBy(file => Path.GetFileNameWithoutExtension(file)!).Where(pair => pair.Value > 1).Select(pair => pair.Key).ToHashSet();
        foreach (var file in files)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var pair = Reconstruct(model, file, corruption, (uint)count);
                Directory.CreateDirectory(output);
                var name = Path.GetFileNameWithoutExtension(file);
                File.WriteAllBytes(Path.Combine(output, $"{(taken.Contains(name) ? Path.GetFileName(file) : name)}.reconstructed.png"), pair.Output.Png());
                shown.Add(pair);
                watcher.Done(++count, files.Count);
            }
            catch (UnreadableImageException fault)
            {
                watcher.Skipped(file, fault.Message);
            }
        }

        if (count == 0)
        {
            throw new ToolRefusedException("none of the images could be read");
        }

        var rows = shown.Take(MostOnSheet).Chunk(ColumnsOnSheet).SelectMany(chunk => new (string, IReadOnlyList<Picture>)[]
        {
            ("input", [.. chunk.Select(pair => pair.Input)]),
            ("reconstructed", [.. chunk.Select(pair => pair.Output)]),
        });
        File.WriteAllBytes(Path.Combine(output, Sheet), ImageGrid.Png([.. rows], $"{model.Trial.Experiment} trained on {ImageDatasets.NameOf(model.Trial)}"));
        return count;
    }

    private static (Picture Input, Picture Output) Reconstruct(TrainedModel model, string file, Corruption corruption, uint image)
    {
        using var scope = NewDisposeScope();
        var shape = model.Shape;
        var colours = new byte[shape.Height * shape.Width * 3];
        ImageFile.Read(file, colours, shape.Height);
        var pixels = tensor(colours, ScalarType.Byte).view(1, shape.Height, shape.Width, 3).to(ScalarType.Float32).div_(255);
        if (shape.Channels == 1)
        {
            // Rec. 601, as image programs turn colours to grey.
            pixels = pixels.matmul(tensor(new[] { 0.299f, 0.587f, 0.114f }).view(3, 1));
        }

        using var generator = new Generator(image);
        var input = corruption.Apply(pixels, generator).permute(0, 3, 1, 2);
        return (BatchPictures.Of(input)[0], BatchPictures.Of(model.Model.Reconstruct(input))[0]);
    }

    private static List<string> Files(string input)
    {
        if (File.Exists(input))
        {
            return [input];
        }

        if (!Directory.Exists(input))
        {
            throw new ToolRefusedException($"{input} is neither an image nor a folder");
        }

        string[] endings = [".png", ".jpg", ".jpeg"];
        try
        {
            var files = Directory.EnumerateFiles(input).Where(file => endings.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal).ToList();
            return files.Count > 0 ? files : throw new ToolRefusedException($"{input} holds no PNG or JPEG images{(Directory.EnumerateDirectories(input).Any() ? "; those in its subfolders are not looked for" : "")}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ToolRefusedException($"{input} can't be read: this user may not (change its owner or rights)");
        }
    }
}
