using Experiments.Tools;
using Shared.Datasets;

namespace Experiments.Data.Folders;

/// <summary><c>import NAME FOLDER [--datasets DIR] [--threads N]</c>.</summary>
public static class ImportCommand
{
    public static int Run(string[] arguments) => ToolRun.Run(arguments, (given, stop) =>
        Import(given.Positional(0, "NAME"), given.Positional(1, "FOLDER"), given, stop));

    /// <summary>Imports, and says in one line what there is now.</summary>
    /// <exception cref="ToolRefusedException">The folder can't be imported.</exception>
    public static void Import(string name, string folder, ToolArguments given, CancellationToken stop)
    {
        var lines = new ToolLines("reading", Console.Out, Console.Error, TimeProvider.System);
        var set = new ImageFolderImport(given.Datasets, given.Threads, lines).Import(name, folder, stop);
        if (set.Skipped > 0)
        {
            Console.Error.WriteLine($"{set.Skipped} of {set.Train + set.Validation + set.Test + set.Skipped} images were skipped");
        }

        Console.WriteLine(
            $"{set.Name}: {set.Train} images to train on, {set.Validation} to validate on, {set.Test} to test, {set.Height}x{set.Width} RGB, digest {set.Digest}, "
            + $"in {new ImageFolders(given.Datasets).FolderOf(set.Name)}");
    }
}
