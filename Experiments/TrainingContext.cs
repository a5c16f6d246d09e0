using Experiments.Checkpoints;
using Experiments.Data;
using Experiments.Pictures;
using Shared.Wire;

namespace Experiments;

/// <summary>All that a training program knows of the platform: what to train, where its files go, and whom to tell.</summary>
public sealed class TrainingContext
{
    // Progress is soft: a few a second are enough for people, and a noop trial must stay cheap.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly RunTrial _trial;
    private readonly ITrainingProgram _program;
    private readonly Action<TrainerReport> _report;
    private readonly TimeProvider _clock;
    private readonly CheckpointFile _checkpoints;
    private readonly List<MetricRow> _rows = [];
    private long _progressAt;

    public TrainingContext(
        RunTrial trial, ITrainingProgram program, ResidentImages images, TimeProvider clock, Action<TrainerReport> report, CancellationToken stop)
    {
        _trial = trial;
        _program = program;
        _report = report;
        _clock = clock;
        _checkpoints = new CheckpointFile(Path.Combine(trial.WorkFolder, CheckpointFile.Name), trial.Key, Console.Error, trial.Shorter);
        _progressAt = clock.GetTimestamp();
        Images = images;
        Stop = stop;
    }

    public ulong Seed => _trial.Seed;

    /// <summary>Hash of all that decides the trial's result.</summary>
    public string Key => _trial.Key;

    /// <summary>cpu or cuda:N.</summary>
    public string Device => _trial.Device;

    /// <summary>The data set's name.</summary>
    public string Dataset => _trial.Dataset;

    /// <summary>The same for people: an imported folder of images has the name of its set.</summary>
    public string DatasetTitle => ImageDatasets.NameOf(_trial);

    /// <summary>The data set's folder; its files are there and checked.</summary>
    public string DatasetFolder => _trial.DatasetFolder;

    /// <summary>A safetensors file with the weights to start from where there is no checkpoint; null: the program draws its own.</summary>
    public string? StartWeights => _trial.StartWeights.Length > 0 ? _trial.StartWeights : null;

    /// <summary>The process's data sets, loaded once for all its trials.</summary>
    public ResidentImages Images { get; }

    /// <summary>Asked for once a batch: when set, save a checkpoint and return <see cref="TrainingResult.Stopped"/>.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Every epoch's metrics so far, those of earlier attempts included.</summary>
    public IReadOnlyList<MetricRow> Rows => _rows;

    public TrialParameters Parameters => new(_trial.Parameters);

    public long DatasetOption(string option) => DatasetOptions.Integer(option);

    public string DatasetText(string option) => DatasetOptions.Text(option);

    /// <summary>Writes a file in the trial's own folder, beside and renamed: where it exists it is whole.</summary>
    public void WriteFile(string name, byte[] content)
    {
        var path = Path.Combine(_trial.WorkFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".tmp", content);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>A file that was written before.</summary>
    public byte[] ReadFile(string name) => File.ReadAllBytes(Path.Combine(_trial.WorkFolder, name));

    public bool HasFile(string name) => File.Exists(Path.Combine(_trial.WorkFolder, name));

    /// <summary>The newest checkpoint, with its metric rows and the pictures drawn so far reported again; null where training begins from scratch.</summary>
    public Checkpoint? Resume()
    {
        if (_checkpoints.Read() is not { } checkpoint)
        {
            return null;
        }

        _rows.AddRange(checkpoint.Rows);
        foreach (var row in checkpoint.Rows)
        {
            Send(new TrainerReport { Row = row });
        }

        foreach (var picture in PicturesSoFar())
        {
            Artifact(picture, picture);
        }

        return checkpoint;
    }

    /// <summary>Saves in mid-epoch, before a stop. <paramref name="batch"/> is the first one not yet trained.</summary>
    public void SavePartial(int epoch, int batch, IReadOnlyDictionary<string, byte[]> state)
    {
        _checkpoints.Write(new(epoch, batch, _rows, state));
        Saved(epoch, batch);
    }

    /// <summary>
    /// An epoch's metrics, and a checkpoint where the policy wants one. The checkpoint comes first: what was reported once is then never measured again,
    /// with another time, after a kill.
    /// </summary>
    public void CompleteEpoch(int epoch, int epochs, IEnumerable<(string Name, double Value)> metrics, Func<IReadOnlyDictionary<string, byte[]>> state)
    {
        var row = AddRow(epoch, metrics);
        var saves = epoch == epochs || epoch % Math.Max(1, _trial.CheckpointEvery) == 0;
        if (saves)
        {
            _checkpoints.Write(new(epoch, 0, _rows, state()));
        }

        Send(new TrainerReport { Row = row });
        if (saves)
        {
            // After the row, so that whoever keeps the checkpoint knows how good it is.
            Saved(epoch, 0);
        }
    }

    /// <summary>Metrics of a program that keeps no checkpoints.</summary>
    public void Report(long step, IEnumerable<(string Name, double Value)> metrics) => Send(new TrainerReport { Row = AddRow(step, metrics) });

    /// <param name="epoch">Epochs finished.</param>
    /// <param name="fraction">Of the whole trial, 0 to 1.</param>
    public void Progress(int epoch, int epochs, double fraction, double imagesPerSecond)
    {
        if (_clock.GetElapsedTime(_progressAt) < ProgressInterval)
        {
            return;
        }

        _progressAt = _clock.GetTimestamp();
        Send(new TrainerReport
        {
            Progress = new TrialProgress { Epoch = epoch, Epochs = epochs, Fraction = fraction, ImagesPerSecond = imagesPerSecond },
        });
    }

    /// <summary>A file in the work folder that belongs to the trial's result, under the name that people see.</summary>
    public void Artifact(string file, string name) => Send(new TrainerReport { Artifact = new ArtifactFile { File = file, Name = name } });

    public long Timestamp() => _clock.GetTimestamp();

    public double SecondsSince(long timestamp) => _clock.GetElapsedTime(timestamp).TotalSeconds;

    /// <summary>What is trained, without where and how often it was tried: all that it takes to train it again.</summary>
    public RunTrial Recipe()
    {
        var recipe = _trial.Clone();
        (recipe.Trial, recipe.WorkFolder, recipe.DatasetFolder, recipe.StartWeights) = (null, "", "", "");
        return recipe;
    }

    /// <summary>The trial's whole configuration for people, as YAML.</summary>
    public string Configuration() => TrialConfiguration.Yaml(_trial, _program.Description);

    private IEnumerable<string> PicturesSoFar()
    {
        string[] endings = [".png", ".webp", ".json"];
        return new[] { "pictures", SteppedImage.Folder }.Select(folder => Path.Combine(_trial.WorkFolder, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(file => endings.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(_trial.WorkFolder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }

    private void Saved(int epoch, int batch) =>
        Send(new TrainerReport { Checkpoint = new CheckpointSaved { File = CheckpointFile.Name, Epoch = epoch, Batch = batch } });

    private MetricRow AddRow(long step, IEnumerable<(string Name, double Value)> metrics)
    {
        var row = new MetricRow { Step = step, TimestampMs = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
        row.Metrics.AddRange(metrics.Select(metric => new Metric { Name = metric.Name, Value = metric.Value }));
        _rows.Add(row);
        return row;
    }

    private void Send(TrainerReport report)
    {
        report.Trial = _trial.Trial;
        _report(report);
    }

    private TrialParameters DatasetOptions => new(_trial.DatasetOptions, "data set option");
}
