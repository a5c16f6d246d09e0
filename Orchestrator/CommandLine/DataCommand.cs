using System.CommandLine;
using Shared.Datasets;
using Spectre.Console;

namespace Orchestrator.CommandLine;

/// <summary><c>data fetch NAME</c> and <c>data list</c>: the data sets of this machine.</summary>
public static class DataCommand
{
    public static Command Create(Terminal terminal, CommandServices services) => new ExampleCommand("data", "Fetch data sets and see which are here")
    {
        Fetch(terminal),
        List(terminal, services),
    }.Example("data list", "data fetch mnist", "data fetch mnist --from ~/Downloads/mnist");

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
            var folder = parsed.GetValue(to) ?? DatasetStore.DefaultFolder();
            var table = new Table { Border = TableBorder.Simple }.AddColumns("data set", "what", "where");
            foreach (var dataset in services.ReadCatalogue().Datasets)
            {
                var place = Path.Combine(folder, dataset.Name);
                table.AddRow(new Text(dataset.Name), new Text(dataset.Help), new Text(Directory.Exists(place) ? place : "not fetched yet"));
            }

            terminal.Show(table);
            return ExitCodes.Success;
        });
        return command.Example("data list");
    }

    private static Option<string?> FolderOption() => new("--datasets")
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
