using System.CommandLine;
using Shared.Datasets;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>data fetch</c>, <c>import</c>, <c>make-faces</c> and <c>list</c>: the data sets of this machine.</summary>
public static class DataCommand
{
    public static Command Create(Terminal terminal, CommandServices services) => new ExampleCommand("data", "Fetch, import or draw data sets and see which are here")
    {
        Fetch(terminal),
        ImagesCommands.Import(terminal),
        ImagesCommands.MakeFaces(terminal),
        List(terminal, services),
    }.Example("data list", "data fetch mnist", "data import anime-faces ~/Downloads/animeface-character-dataset", "data make-faces");

    private static ExampleCommand Fetch(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "A data set's name; 'data list' shows them" };
        var from = new Option<string?>("--from") { Description = "A folder with the files, plain or as .gz; nothing else is tried then", HelpName = "DIR" };
        var to = FolderOption();
        var command = new ExampleCommand("fetch", "Fetch and check a data set; training does so by itself when it needs one") { name, from, to };
        command.SetAction(async (parsed, cancellation) =>
        {
            var store = DatasetStore.Standard(parsed.GetValue(to), parsed.GetValue(from));
            try
            {
                var folder = await store.EnsureAsync(parsed.GetValue(name)!, new LineProgress(terminal.Error), cancellation);
                await terminal.Out.WriteLineAsync(folder);
                return ExitCodes.Success;
            }
            catch (DatasetUnavailableException exception)
            {
                // Several lines: all that was tried.
                await terminal.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Refused;
            }
        });
        return command.Example("data fetch mnist", "data fetch mnist --from ~/Downloads/mnist");
    }

    private static ExampleCommand List(Terminal terminal, CommandServices services)
    {
        var to = FolderOption();
        var command = new ExampleCommand("list", "List the data sets that sweeps can name and whether they are on this machine") { to };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(to) ?? DatasetStore.DefaultFolder(terminal.Variable);
            var table = new Table { Border = TableBorder.Simple }.AddColumns("data set", "what", "where");
            foreach (var dataset in services.ReadCatalogue().Datasets.Where(dataset => dataset.Name != ImageFolders.Dataset))
            {
                var place = Path.Combine(folder, dataset.Name);
                table.AddRow(new Text(dataset.Name), new Text(dataset.Help), new Text(Directory.Exists(place) ? place : "not fetched yet"));
            }

            foreach (var (name, what, where) in Imported(new ImageFolders(folder)))
            {
                table.AddRow(new Text(name), new Text(what), new Text(where));
            }

            terminal.Show(table);
            return ExitCodes.Success;
        });
        return command.Example("data list");
    }

    private static IEnumerable<(string Name, string What, string Where)> Imported(ImageFolders folders)
    {
        var sets = folders.All();
        return sets.Count == 0
            ? [(ImageFolders.Dataset, "Folders of images that were imported; see 'data import' and 'data make-faces'", "none imported yet")]
            : sets.Select(set => (
                $"{ImageFolders.Dataset} set: {set.Name}",
                $"{Words.Count(set.Train)} training, {Words.Count(set.Validation)} validation and {Words.Count(set.Test)} test images, {set.Height}x{set.Width} RGB",
                folders.FolderOf(set.Name)));
    }

    internal static Option<string?> FolderOption() => new("--datasets")
    {
        Description = "Folder that holds the data sets of this machine [default: $EXPERIMENTS_DATASETS, or else the user's cache]",
        HelpName = "DIR",
    };

    // Progress<T> would report on other threads, after the fact.
    private sealed class LineProgress(TextWriter writer) : IProgress<string>
    {
        public void Report(string value) => writer.WriteLine(value);
    }
}
