using System.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.CommandLine;

/// <summary><c>reconstruct SWEEP INPUT</c>: runs a trained trial on somebody's own image, or on a folder of them.</summary>
public static class ReconstructCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (sweep, server, data) = (SweepArguments.Known(), SweepArguments.ServerToRead(), SweepArguments.Data());
        var input = new Argument<string>("INPUT") { Description = "A PNG or JPEG image, or a folder of them; brought to the size and colours that the trial was trained on" };
        var trial = new Option<int?>("--trial") { Description = "The trial's index [default: the best]", HelpName = "N" };
        var output = new Option<string>("--output") { Description = "Folder for the images that come back", HelpName = "DIR", DefaultValueFactory = _ => "./reconstructions" };
        var corrupt = new Option<bool>("--corrupt") { Description = "Corrupt the images first, as the trial's training images were" };
        var command = new ExampleCommand("reconstruct", "Run a trained trial on your own image or on a folder of images") { sweep, input, trial, output, corrupt, server, data };
        command.SetAction((parsed, cancellation) => TrialFiles.WithAsync(
            parsed.GetValue(sweep)!,
            parsed.GetValue(server),
            parsed.GetValue(data)!,
            terminal,
            services,
            files => ReconstructAsync(
                files, parsed.GetValue(trial), parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(corrupt), terminal, cancellation),
            cancellation));
        return command.Example("reconstruct mnist-noise scan.png", "reconstruct mnist-noise ~/digits --trial 3 --output cleaned", "reconstruct mnist-stripes digit.png --corrupt");
    }

    private static async Task<int> ReconstructAsync(
        TrialFiles files, int? index, string input, string output, bool corrupt, Terminal terminal, CancellationToken cancellation)
    {
        var trial = await files.FinishedAsync(index, cancellation);
        var folder = Directory.CreateTempSubdirectory("reconstruct-").FullName;
        try
        {
            var weights = await files.DownloadAsync(trial, TrialArtifacts.Weights, folder, cancellation);
            await terminal.Out.WriteLineAsync($"trial {trial.Index} of {files.Sweep.Id}");
            return await TrainerTool.RunAsync(["reconstruct", weights, Path.GetFullPath(input), Path.GetFullPath(output), .. corrupt ? new[] { "--corrupt", "yes" } : []], terminal, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
