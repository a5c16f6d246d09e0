using System.CommandLine;
using System.Globalization;
using Shared.Datasets;

namespace Orchestrator.CommandLine;

/// <summary><c>data import NAME FOLDER</c> and <c>data make-faces</c>; the work is the trainer executable's, which can read and draw images.</summary>
public static class ImagesCommands
{
    public static Command Import(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The name that sweeps shall know it by: dataset: { name: image-folder, set: NAME }" };
        var folder = new Argument<string>("FOLDER") { Description = "The folder: one subfolder a character with PNG or JPEG images in it, or such a folder's 'thumb'" };
        var to = DataCommand.FolderOption();
        var command = new ExampleCommand("import", "Make a data set of a folder of images: 64x64 RGB, split into training, validation and test images") { name, folder, to };
        command.SetAction((parsed, cancellation) => TrainerTool.RunAsync(
            ["import", parsed.GetValue(name)!, parsed.GetValue(folder)!, .. Datasets(parsed.GetValue(to), terminal)], terminal, cancellation));
        return command.Example("data import anime-faces ~/Downloads/animeface-character-dataset");
    }

    public static Command MakeFaces(Terminal terminal)
    {
        var count = Number("--count", "How many faces", 14_490);
        var seed = Number("--seed", "Other seeds draw other characters", 1);
        var output = new Option<string?>("--output") { Description = "Folder for the pictures [default: drawn-faces beside the data sets]", HelpName = "DIR" };
        var to = DataCommand.FolderOption();
        var command = new ExampleCommand("make-faces", "Draw anime-like faces, laid out as the animeface-character-dataset, and import them as 'drawn-faces'") { count, seed, output, to };
        command.SetAction((parsed, cancellation) => TrainerTool.RunAsync(
            [
                "make-faces",
                "--count", Text(parsed.GetValue(count)),
                "--seed", Text(parsed.GetValue(seed)),
                .. parsed.GetValue(output) is { } folder ? new[] { "--output", folder } : [],
                .. Datasets(parsed.GetValue(to), terminal),
            ],
            terminal,
            cancellation));
        return command.Example("data make-faces", "data make-faces --count 2000 --seed 7");
    }

    private static Option<int> Number(string name, string what, int otherwise) =>
        new(name) { Description = what, HelpName = "N", DefaultValueFactory = _ => otherwise };

    private static string[] Datasets(string? option, Terminal terminal) => ["--datasets", option ?? DatasetStore.DefaultFolder(terminal.Variable)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
