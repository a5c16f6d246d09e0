using System.Diagnostics;
using Experiments.Native;
using Shared.Catalogues;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Training;

public sealed class TrainerProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_report_is_ready()
    {
        using var trainer = new TrainerClient();
        var ready = trainer.Read();
        Assert.Equal(trainer.ProcessId, ready.Ready.ProcessId);
        Assert.Null(ready.Trial);
    }

    [Fact]
    public void What_native_code_prints_does_not_get_into_the_pipe()
    {
        // oneDNN prints each of its kernels on standard output when asked to.
        using var trainer = new TrainerClient(("ONEDNN_VERBOSE", "1"));
        var reports = trainer.Run(SomeTrial.Denoising(_folder.Folder("work"), SomeTrial.Dataset(_folder), epochs: 1));
        Assert.Equal(Outcome.Finished, reports[^1].Ended.Outcome);
        Assert.Equal(0, trainer.Close());
        Assert.Contains("onednn_verbose", trainer.Errors());
    }

    [Fact]
    public void A_thousand_noop_trials_take_no_time_and_no_file()
    {
        using var trainer = new TrainerClient();
        trainer.Run(SomeTrial.Noop(0));
        var started = Stopwatch.GetTimestamp();
        for (var index = 1; index <= 1000; index++)
        {
            trainer.Send(SomeTrial.Noop(index));
        }

        var values = Enumerable.Range(1, 1000).Select(_ => trainer.ReadUntil(report => report.Ended is not null)[^1])
            .Select(report => (report.Trial.Index, report.Ended.Metrics.Single().Value)).ToList();
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        Assert.Equal(Enumerable.Range(1, 1000), values.Select(value => value.Index));
        Assert.Equal(1000, values.Select(value => value.Value).Distinct().Count());
        Assert.All(values, value => Assert.InRange(value.Value, 0, 1));
    }

    [Fact]
    public void A_trial_is_stopped_by_wish_and_the_next_one_runs()
    {
        using var trainer = new TrainerClient();
        var slow = SomeTrial.Noop(1, sleepMilliseconds: 3_600_000);
        var queued = SomeTrial.Noop(2, sleepMilliseconds: 3_600_000);
        trainer.Send(slow);
        trainer.Send(queued);
        trainer.Stop(new TrialRef { Sweep = "test", Index = 77, Attempt = 1 });
        trainer.Stop(queued.Trial);
        trainer.Stop(slow.Trial);
        Assert.Equal(Outcome.Preempted, trainer.ReadUntil(report => report.Trial?.Index == 1 && report.Ended is not null)[^1].Ended.Outcome);
        Assert.Equal(Outcome.Preempted, trainer.ReadUntil(report => report.Trial?.Index == 2 && report.Ended is not null)[^1].Ended.Outcome);
        Assert.Equal(Outcome.Finished, trainer.Run(SomeTrial.Noop(3))[^1].Ended.Outcome);
    }

    [Fact]
    public void A_trial_that_throws_fails_with_one_line_and_the_next_one_runs()
    {
        using var trainer = new TrainerClient();
        var unknown = SomeTrial.Noop(1);
        unknown.Experiment = "no-such-thing";
        var failed = trainer.Run(unknown)[^1].Ended;
        Assert.Equal(Outcome.Failed, failed.Outcome);
        Assert.Contains("no-such-thing", failed.Reason);

        var incomplete = SomeTrial.Noop(2);
        incomplete.Parameters.Remove("epochs");
        Assert.Contains("epochs", trainer.Run(incomplete)[^1].Ended.Reason);

        var withoutData = trainer.Run(SomeTrial.Denoising(_folder.Folder("work"), _folder.Path))[^1].Ended;
        Assert.Equal(Outcome.Failed, withoutData.Outcome);
        Assert.Contains("train-images-idx3-ubyte is missing", withoutData.Reason);
        Assert.DoesNotContain('\n', withoutData.Reason);
        Assert.Equal(Outcome.Finished, trainer.Run(SomeTrial.Noop(3))[^1].Ended.Outcome);
    }

    [Fact]
    public void The_trainer_ends_when_the_agent_is_gone()
    {
        using var trainer = new TrainerClient();
        trainer.Read();
        trainer.Send(SomeTrial.Noop(1, sleepMilliseconds: 3_600_000));
        Assert.Equal(0, trainer.Close());
    }

    [Fact]
    public void Ctrl_C_does_not_end_it()
    {
        using var trainer = new TrainerClient();
        trainer.Read();
        using (var kill = Process.Start("kill", ["-INT", trainer.ProcessId.ToString()]))
        {
            kill.WaitForExit();
        }

        Assert.Equal(Outcome.Finished, trainer.Run(SomeTrial.Noop(1))[^1].Ended.Outcome);
    }

    [Fact]
    public void The_catalogue_lies_beside_the_trainer()
    {
        var catalogue = Catalogue.FromJson(File.ReadAllText(Path.Combine(TrainerAssembly.Folder, Catalogue.FileName)));
        Assert.Equal(Experiments.TrainingPrograms.Catalogue.ToJson(), catalogue.ToJson());
        Assert.NotNull(catalogue.FindExperiment("denoising-autoencoder"));
        Assert.NotNull(catalogue.FindDataset("mnist"));
    }

    [Fact]
    public async Task Describing_loads_no_torch()
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(TrainerAssembly.Folder, "Experiments"), "describe")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LD_DEBUG"] = "files" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        Assert.DoesNotContain("libtorch", await errors);
    }

    [Fact]
    public void An_unknown_command_line_is_refused()
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(TrainerAssembly.Folder, "Experiments"), "train") { RedirectStandardError = true })!;
        Assert.Contains("'train' is no command", process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public void The_copied_torch_library_is_cured_and_the_package_cache_is_left_alone()
    {
        var shipped = Path.Combine(TrainerAssembly.NuGetPackages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", TorchLibrary.FileName);
        Assert.False(NeedsWeakly(shipped));
        Assert.True(NeedsWeakly(Path.Combine(TrainerAssembly.Folder, TorchLibrary.FileName)));

        // A hard link, as the build makes them where it can, must not be written through.
        var copy = _folder.File(TorchLibrary.FileName);
        File.Copy(shipped, _folder.File("original"));
        using (var link = Process.Start("ln", [_folder.File("original"), copy]))
        {
            link.WaitForExit();
        }

        Assert.True(TorchLibrary.Cure(copy));
        Assert.False(TorchLibrary.Cure(copy));
        Assert.True(NeedsWeakly(copy));
        Assert.False(NeedsWeakly(_folder.File("original")));
        var changed = File.ReadAllBytes(copy).Zip(File.ReadAllBytes(shipped), (cured, before) => (cured, before)).Where(pair => pair.cured != pair.before);
        Assert.Equal([((byte)2, (byte)0)], changed);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    private static bool NeedsWeakly(string library)
    {
        using var stream = File.OpenRead(library);
        return ElfVersionNeeds.Read(stream).Single(need => need.Version == TorchLibrary.UnneededVersion).IsWeak;
    }
}
