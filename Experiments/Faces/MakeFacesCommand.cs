using Experiments.Data.Folders;
using Experiments.Tools;

namespace Experiments.Faces;

/// <summary><c>make-faces [--count N] [--seed N] [--output DIR] [--datasets DIR] [--threads N]</c>: draws faces and imports them.</summary>
public static class MakeFacesCommand
{
    /// <summary>The set's name.</summary>
    public const string Name = "drawn-faces";

    /// <summary>As many as the animeface-character-dataset has.</summary>
    public const int DefaultCount = 14_490;

    private const int MostFaces = 1_000_000;

    public static int Run(string[] arguments) => ToolRun.Run(arguments, (given, stop) =>
    {
        var order = new FaceOrder(given.Integer("count", DefaultCount, FaceOrder.FewestFaces, MostFaces), (ulong)given.Integer("seed", 1, 0, int.MaxValue));
        var folder = given.Text("output") ?? Path.Combine(given.Datasets, Name);
        var lines = new ToolLines("drawing", Console.Out, Console.Error, TimeProvider.System);
        new FaceFolder(given.Threads, lines).Make(order, folder, stop);
        ImportCommand.Import(Name, folder, given, stop);
    });
}
