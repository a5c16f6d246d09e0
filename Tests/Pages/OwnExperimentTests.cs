using System.Text.RegularExpressions;
using Experiments;
using Experiments.Data;
using Experiments.Own;
using Shared.Trials;
using Shared.Wire;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.Pages;

/// <summary>docs/add-an-experiment.md shows code that compiles, trains, and repeats itself to the bit: the very files beside this one.</summary>
[Collection(TorchTests.Name)]
public sealed partial class OwnExperimentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_shows_the_code_that_is_compiled_here()
    {
        var blocks = Blocks().Matches(File.ReadAllText(Repository.Path("docs/add-an-experiment.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains(Code("LinearAutoencoder.cs"), blocks);
        Assert.Contains(Code("LinearAutoencoding.cs"), blocks);
    }

    [Fact]
    public void The_pages_experiment_learns_and_the_same_trial_gives_the_same_bits()
    {
        var data = SomeTrial.Dataset(_folder);
        var (first, second) = (Trial("first", data), Trial("second", data));
        var losses = Train(first).Where(report => report.Row is not null).Select(report => report.Row.Metrics.Single(metric => metric.Name == "val_loss").Value).ToList();
        Train(second);

        Assert.Equal(3, losses.Count);
        Assert.True(losses[^1] < losses[0], $"from {losses[0]} to {losses[^1]}");
        Assert.Equal(SomeTrial.Bits(first), SomeTrial.Bits(second));
    }

    private RunTrial Trial(string name, string data)
    {
        var trial = SomeTrial.Of("dense-autoencoder", _folder.Folder(name), data).With(trial => (trial.Experiment, trial.Key) = ("linear-autoencoder", "own"));
        trial.Parameters.Clear();
        foreach (var parameter in new LinearAutoencoding().Description.Parameters)
        {
            trial.Parameters[parameter.Name] = parameter.Default.ToWire();
        }

        trial.Parameters["epochs"] = ParameterValue.Of(3L).ToWire();
        return trial;
    }

    private static List<TrainerReport> Train(RunTrial trial)
    {
        var reports = new List<TrainerReport>();
        using var images = new ResidentImages();
        var program = new LinearAutoencoding();
        Assert.Equal(TrainingResult.Finished, program.Train(new TrainingContext(trial, program, images, TimeProvider.System, reports.Add, CancellationToken.None)));
        return reports;
    }

    private static string Code(string file) => File.ReadAllText(Repository.Path($"Tests/Pages/{file}"));

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
