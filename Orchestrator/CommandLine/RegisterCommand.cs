using System.CommandLine;
using System.Globalization;
using System.Text;
using Orchestrator.Api;
using Shared.Mlflow;

namespace Orchestrator.CommandLine;

/// <summary><c>register SWEEP --model NAME</c>: makes a finished trial a version of a registered model, where other programs ask for it by name.</summary>
public static class RegisterCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (sweep, server, data) = (SweepArguments.Known(), SweepArguments.ServerToRead(), SweepArguments.Data());
        var model = new Option<string>("--model") { Description = "Name of the registered model; made where there is none", HelpName = "NAME", Required = true };
        var trial = new Option<int?>("--trial") { Description = "The trial's index [default: the best]", HelpName = "N" };
        var alias = new Option<string?>("--alias") { Description = "Alias that the version gets, such as champion; the version that had it loses it", HelpName = "ALIAS" };
        var command = new ExampleCommand("register", "Make the best trial, or another, a version of a registered model in MLflow") { sweep, model, trial, alias, server, data };
        command.SetAction((parsed, cancellation) => TrialFiles.WithAsync(
            parsed.GetValue(sweep)!,
            parsed.GetValue(server),
            parsed.GetValue(data)!,
            terminal,
            services,
            files => RegisterAsync(files, parsed.GetValue(trial), parsed.GetValue(model)!, parsed.GetValue(alias), terminal, cancellation),
            cancellation));
        return command.Example("register mnist-noise --model denoiser", "register mnist-noise --model denoiser --trial 3 --alias champion");
    }

    private static async Task<int> RegisterAsync(TrialFiles files, int? index, string model, string? alias, Terminal terminal, CancellationToken cancellation)
    {
        var trial = await files.FinishedAsync(index, cancellation);
        using var client = files.Tracking();
        var run = await files.RunAsync(client, trial, cancellation);
        await UploadAsync(files, client, run, trial, cancellation);
        await client.EnsureRegisteredModelAsync(model, cancellation: cancellation);
        var version = await client.CreateModelVersionAsync(
            model, $"{run.Info.ArtifactUri}/{MlModelFile.Folder}", run.Info.RunId, Tags(files.Sweep, trial), $"Trial {trial.Index} of sweep {files.Sweep.Id}", cancellation);
        if (alias is not null)
        {
            await client.SetRegisteredModelAliasAsync(model, alias, version.Version, cancellation);
        }

        await terminal.Out.WriteLineAsync($"trial {trial.Index} of {files.Sweep.Id} is version {version.Version} of {model}{(alias is null ? "" : $", {alias}")}: models:/{model}/{version.Version}");
        return ExitCodes.Success;
    }

    // A folder of its own, so that the page shows a model there and not the run's other files.
    private static async Task UploadAsync(TrialFiles files, MlflowClient client, MlflowRun run, TrialDto trial, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("register-").FullName;
        try
        {
            var weights = await files.DownloadAsync(trial, TrialArtifacts.Weights, folder, cancellation);
            var about = new MlModelFile(
                run.Info.RunId, TrialArtifacts.Weights, new FileInfo(weights).Length, files.Sweep.Experiment, files.Sweep.Id, trial.Index, trial.Key, DateTimeOffset.FromUnixTimeMilliseconds(run.Info.EndTime ?? 0));
            await client.UploadArtifactAsync(run.Info.ArtifactUri!, $"{MlModelFile.Folder}/{TrialArtifacts.Weights}", weights, cancellation);
            await client.UploadArtifactAsync(run.Info.ArtifactUri!, $"{MlModelFile.Folder}/{MlModelFile.Name}", Encoding.UTF8.GetBytes(about.Yaml()), cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<MlflowTag> Tags(SweepDto sweep, TrialDto trial) =>
        [new(SweepTags.Sweep, sweep.Id), new(SweepTags.Trial, trial.Index.ToString(CultureInfo.InvariantCulture)), new(SweepTags.Key, trial.Key)];
}
