using System.Runtime.InteropServices;
using Experiments;
using Experiments.Bench;
using Experiments.Data.Folders;
using Experiments.Faces;
using Experiments.Tools;
using Experiments.Trainer;
using Shared.Hosting;

const string Help = """
    The trainer: trains the trials that a node agent sends it. Nobody but an agent needs to start it.

      Experiments serve                    commands on standard input, reports on standard output (Shared/Wire/trainer.proto); the default
      Experiments describe [--output FILE] print what can be trained, as JSON
      Experiments devices                  load Torch and compute on each device, as JSON; 'doctor' starts it
      Experiments bench EXPERIMENT FOLDER [NAME=VALUE ...]
                                           train three epochs and print the speed of the last, as JSON
      Experiments import ...               make a data set of a folder of images; 'data import' of the command line starts it
      Experiments make-faces ...           draw faces and make a data set of them; 'data make-faces' starts it
      Experiments replay ...               train a trial again and compare the weights; 'replay' starts it
      Experiments reconstruct ...          run a trained trial on images; 'reconstruct' starts it
      Experiments decode                   images of points of a trial's latent space, points on standard input (Shared/Wire/decoder.proto); the results page starts it
      Experiments --version
      Experiments --help
    """;

switch (args)
{
    case [] or ["serve"]:
        // Ctrl+C reaches every process of the terminal; the agent decides what it means.
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true))
        {
            new TrainerProcess(new TrainerPipe(Console.OpenStandardInput(), StandardOutput.Take()), TimeProvider.System).Serve();
            StandardOutput.ExitNow(0);
        }

        return 0;
    case ["describe"]:
        Console.WriteLine(TrainingPrograms.Catalogue.ToJson());
        return 0;
    case ["describe", "--output", var file]:
        File.WriteAllText(file, TrainingPrograms.Catalogue.ToJson());
        return 0;
    case ["devices"]:
        return DevicesCommand.Run();
    case ["bench", var experiment, var datasetFolder, .. var settings]:
        Console.WriteLine(TrainingBench.Run(experiment, datasetFolder, settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1])));
        return 0;
    case ["import", .. var rest]:
        return ImportCommand.Run(rest);
    case ["replay", .. var rest]:
        return ReplayCommand.Run(rest);
    case ["reconstruct", .. var rest]:
        return ReconstructCommand.Run(rest);
    case ["decode"]:
        return DecodeCommand.Run();
    case ["make-faces", .. var rest]:
        return MakeFacesCommand.Run(rest);
    case ["--version"]:
        Console.WriteLine(BuildVersion.Text);
        return 0;
    case ["--help" or "-h" or "help"]:
        Console.WriteLine(Help);
        return 0;
    default:
        Console.Error.WriteLine($"Experiments: '{string.Join(' ', args)}' is no command.\n\n{Help}");
        return 2;
}
