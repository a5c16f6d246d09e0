using System.Diagnostics;
using System.Globalization;
using GpuNode.Outboxes;
using GpuNode.Tracking;
using GpuNode.Trainers;
using Shared.Hosting;
using Shared.Wire;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.Node;

/// <summary>A slot with a real trainer process, to which bad things happen.</summary>
public sealed class TrainerFailureTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private Outbox _outbox = null!;
    private RunSink _sink = null!;
    private TrainerSettings _settings = null!;
    private DeviceSlot _slot = null!;

    public ValueTask InitializeAsync()
    {
        _outbox = Outbox.Open(new OutboxOptions(_folder.File("outbox")), TimeProvider.System);
        _sink = new RunSink(_outbox, TimeProvider.System, (_, _) => { });
        // The trainer itself, by way of a shell that says which process it is.
        var program = _folder.Folder("program");
        File.WriteAllText(Path.Combine(program, "Experiments"), $"#!/bin/sh\necho $$ > '{_folder.File("pid")}'\nexec '{Path.Combine(TrainerAssembly.Folder, "Experiments")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(program, "Experiments"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _settings = new TrainerSettings(
            new SiblingProgram("Experiments", program), _folder.File("work"), TimeSpan.FromSeconds(20), TimeProvider.System,
            (_, _) => Task.FromResult(SomeTrial.Dataset(_folder)), (_, _, _, _, _) => Task.FromResult(""));
        _slot = new DeviceSlot("cpu", "cpu", _settings);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _slot.CloseAsync();
        await _sink.DisposeAsync();
        await _outbox.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_trainer_that_hangs_is_killed_and_the_slot_trains_the_next_trial()
    {
        var trial = Endless(stalledAfter: TimeSpan.FromSeconds(6));
        var running = _slot.RunAsync(trial);
        await TrainsAsync(trial, running);

        Signal("-STOP");
        var result = await running;

        Assert.Equal((Outcome.Failed, FailureKind.Stalled), (result.Outcome, result.Failure));
        Assert.StartsWith("the trainer hung and was killed: it reported nothing for 0:00:06", result.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Finished, (await _slot.RunAsync(Hosted(SomeTrial.Noop(1)))).Outcome);
    }

    [Fact]
    public async Task A_trainer_that_reports_now_and_then_does_not_hang()
    {
        var result = await _slot.RunAsync(Hosted(SomeTrial.Noop(1, sleepMilliseconds: 1_500, epochs: 6), TimeSpan.FromSeconds(6)));

        Assert.Equal(Outcome.Finished, result.Outcome);
        Assert.InRange(result.PeakBytes, 1 << 20, long.MaxValue);
    }

    [Fact]
    public async Task A_trainer_that_is_killed_is_noticed_at_once()
    {
        var trial = Endless(stalledAfter: TimeSpan.FromMinutes(10));
        var running = _slot.RunAsync(trial);
        await TrainsAsync(trial, running);

        var started = TimeProvider.System.GetTimestamp();
        Signal("-KILL");
        var result = await running;

        TestContext.Current.TestOutputHelper!.WriteLine($"noticed after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        Assert.Equal((Outcome.Failed, FailureKind.FailureUnspecified), (result.Outcome, result.Failure));
        Assert.Contains("signal 9", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_its_agent_ends_when_it_leaves_says_so_and_names_no_signal()
    {
        TrainerProcess? trainer = null;
        _slot = new DeviceSlot("cpu", "cpu", _settings with { Start = (slot, device) => trainer = TrainerProcess.Start(_settings.Trainer, slot, device) });
        await _slot.RunAsync(Hosted(SomeTrial.Noop(1)));

        await _slot.CloseAsync();

        Assert.Equal("the trainer was ended by its agent: the agent leaves, after its trials have stopped", await trainer!.Gone);
    }

    [Fact]
    public async Task An_attempt_is_told_as_a_span_with_its_steps_in_the_trace_of_its_sweep()
    {
        var order = SomeTrial.Noop(1);
        var (trace, ended) = (Tracing.TraceOf(order.Trial.Sweep), new List<Activity>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (ended)
                {
                    ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        // No orchestrator has told a span of it.
        await _slot.RunAsync(Hosted(order));

        List<Activity> ours;
        lock (ended)
        {
            ours = [.. ended.Where(span => span.TraceId == trace && (span.GetTagItem("experiments.trial") ?? 1).Equals(1))];
        }

        var attempt = ours.Single(span => span.OperationName == "attempt on node");
        Assert.Equal(default, attempt.ParentSpanId);
        Assert.Equal(("finished", "cpu"), (attempt.GetTagItem("experiments.outcome"), attempt.GetTagItem("experiments.slot")));
        Assert.Equal(["checkpoint", "trainer", "train", "hand back"], ours.Where(span => span.ParentSpanId == attempt.SpanId).Select(span => span.OperationName));
    }

    [Fact]
    public async Task A_trainer_that_has_grown_too_much_is_replaced_between_two_trials()
    {
        _slot = new DeviceSlot("cpu", "cpu", _settings with { Growth = -1 });
        await _slot.RunAsync(Hosted(SomeTrial.Noop(1)));
        var first = Pid();

        var second = await _slot.RunAsync(Hosted(SomeTrial.Noop(2)));

        Assert.Equal(Outcome.Finished, second.Outcome);
        Assert.NotEqual(first, Pid());
    }

    [Fact]
    public async Task A_trial_that_gets_no_memory_says_so_and_what_it_had()
    {
        // With Torch loaded there is room for its kernels' code, but not for the output of a trial's first layer, 300 MB.
        var warm = await _slot.RunAsync(Hosted(SomeTrial.Denoising(_folder.File("unused"), "", epochs: 1)));
        Assert.Equal(Outcome.Finished, warm.Outcome);
        Limit(256 << 20);
        var greedy = SomeTrial.Denoising(_folder.File("unused"), "", epochs: 1, filters: 320).With(trial => trial.Set("batch_size", 300L));
        greedy.Trial.Index = 4;

        var result = await _slot.RunAsync(Hosted(greedy));

        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.True(result.Failure == FailureKind.OutOfMemory, result.Reason);
        Assert.InRange(result.PeakBytes, 50 << 20, long.MaxValue);
        TestContext.Current.TestOutputHelper!.WriteLine($"{result.PeakBytes >> 20} MiB: {result.Reason}");
    }

    private HostedTrial Endless(TimeSpan stalledAfter) => Hosted(SomeTrial.Noop(0, sleepMilliseconds: 20, epochs: 100_000), stalledAfter);

    private HostedTrial Hosted(RunTrial order, TimeSpan? stalledAfter = null)
    {
        var sweep = new SweepHeader
        {
            Id = order.Trial.Sweep,
            Experiment = order.Experiment,
            Dataset = order.Dataset,
            CheckpointEvery = 1,
            Objective = "value",
            StalledAfterMs = (long)(stalledAfter?.TotalMilliseconds ?? 0),
            DatasetOptions = { order.DatasetOptions },
        };
        var assignment = new Assignment { Index = order.Trial.Index, Attempt = 1, Key = order.Key, Seed = order.Seed, Parameters = { order.Parameters } };
        return new HostedTrial(sweep, assignment, _sink.Begin(sweep, assignment));
    }

    private static async Task TrainsAsync(HostedTrial trial, Task<TrialResult> running)
    {
        while (trial.Objective is null)
        {
            Assert.False(running.IsCompleted, "it ended before it trained");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private string Pid() => File.ReadAllText(_folder.File("pid")).Trim();

    private void Signal(string signal) => Run("kill", signal, Pid());

    // No more address space than it has, and a little.
    private void Limit(long bytes)
    {
        var line = File.ReadLines($"/proc/{Pid()}/status").Single(line => line.StartsWith("VmSize:", StringComparison.Ordinal));
        var size = long.Parse(line.AsSpan(7).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) << 10;
        Run("prlimit", "--pid", Pid(), string.Create(CultureInfo.InvariantCulture, $"--as={size + bytes}"));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
