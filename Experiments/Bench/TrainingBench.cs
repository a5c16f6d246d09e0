using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Experiments.Data;
using Experiments.Trainer;
using Google.Protobuf.Collections;
using Shared.Catalogues;
using Shared.Trials;
using Shared.Wire;

namespace Experiments.Bench;

/// <summary>
/// Trains one trial for three epochs, exactly as an agent would have it trained, and measures the last, in which no picture is drawn and all code is compiled: images a second, CPU milliseconds an image, and the
/// process's largest memory.
/// </summary>
public static class TrainingBench
{
    /// <summary>Stands for the baseline: the denoising autoencoder without any of our care.</summary>
    public const string Naive = "naive";

    /// <param name="settings">Parameters and data-set options that are not at their default, by name.</param>
    /// <returns>One line of JSON.</returns>
    /// <exception cref="TrainingFailedException">The trial could not be trained, or there is no such experiment.</exception>
    public static string Run(string experiment, string datasetFolder, IReadOnlyDictionary<string, string> settings)
    {
        if (experiment == Naive)
        {
            var (speed, cpu) = NaiveDenoising.Measure(datasetFolder, int.Parse(settings["train_images"], CultureInfo.InvariantCulture));
            return Line(experiment, speed, cpu);
        }

        var program = TrainingPrograms.Find(experiment)?.Description ?? throw new TrainingFailedException($"no experiment is called '{experiment}'");
        var folder = Directory.CreateTempSubdirectory("bench-train-").FullName;
        try
        {
            return Measure(Trial(program, folder, datasetFolder, settings), experiment);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Measure(RunTrial trial, string experiment)
    {
        using var images = new ResidentImages();
        var (speed, warm, done) = (0.0, TimeSpan.Zero, TimeSpan.Zero);
        var ended = new TrialRunner(images, TimeProvider.System, Seen).Run(trial, CancellationToken.None).Ended;
        if (ended.Outcome != Outcome.Finished)
        {
            throw new TrainingFailedException(ended.Reason);
        }

        // An epoch's validation is a part of the CPU time, and small: one batch.
        return Line(experiment, speed, (done - warm).TotalMilliseconds / trial.DatasetOptions["train_images"].Integer);

        void Seen(TrainerReport report)
        {
            if (report.Row is { } row)
            {
                speed = row.Metrics.First(metric => metric.Name == "images_per_second").Value;
                (warm, done) = (done, Process.GetCurrentProcess().TotalProcessorTime);
            }
        }
    }

    private static string Line(string experiment, double speed, double cpuMilliseconds) => new JsonObject
    {
        ["experiment"] = experiment,
        ["images_per_second"] = speed,
        ["cpu_ms_per_image"] = cpuMilliseconds,
        ["collections"] = GC.CollectionCount(0),
        ["peak_mib"] = Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024.0,
    }.ToJsonString();

    private static RunTrial Trial(ExperimentDescription program, string folder, string datasetFolder, IReadOnlyDictionary<string, string> settings)
    {
        var dataset = TrainingPrograms.Catalogue.FindDataset(settings.GetValueOrDefault("dataset", program.Datasets[0]))!;
        var trial = new RunTrial
        {
            Trial = new TrialRef { Sweep = "bench", Attempt = 1 },
            Key = "bench",
            Experiment = program.Name,
            Dataset = dataset.Name,
            Seed = 1,
            Device = "cpu",
            WorkFolder = folder,
            DatasetFolder = datasetFolder,
            CheckpointEvery = 1,
        };
        Fill(trial.DatasetOptions, dataset.Options, settings);
        Fill(trial.Parameters, program.Parameters, settings);
        trial.Parameters["epochs"] = ParameterValue.Of(3L).ToWire();
        return trial;
    }

    private static void Fill(MapField<string, Value> values, IEnumerable<ParameterDescription> descriptions, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var parameter in descriptions)
        {
            values[parameter.Name] = (settings.TryGetValue(parameter.Name, out var text) ? Parse(parameter.Kind, text) : parameter.Default).ToWire();
        }
    }

    private static ParameterValue Parse(ParameterKind kind, string text) => kind switch
    {
        ParameterKind.Integer => ParameterValue.Of(long.Parse(text, CultureInfo.InvariantCulture)),
        ParameterKind.Number => ParameterValue.Of(double.Parse(text, CultureInfo.InvariantCulture)),
        ParameterKind.Boolean => ParameterValue.Of(bool.Parse(text)),
        _ => ParameterValue.Of(text),
    };
}
