using Orchestrator.Dashboard.Decoding;
using Shared.Wire;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.Dashboard;

/// <summary>Live decoding: what is asked of it, where a processor is free, and how long its process lives.</summary>
[Collection(TorchTests.Name)]
public sealed class DecodingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<double[][]?, string?> Points => new()
    {
        { null, "no point is given" },
        { [], "no point is given" },
        { [[]], "the same number of values, at least one" },
        { [[1, 2], [1]], "the same number of values" },
        { [[1, double.PositiveInfinity]], "finite" },
        { [[1, 1e300]], "finite" },
        { [[1, -2.5], [0, 0]], null },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void Only_whole_finite_points_are_decoded(double[][]? points, string? fault)
    {
        var found = DecodeApi.Fault(new DecodeDto(points));
        Assert.Equal(fault is null, found is null);
        Assert.Contains(fault ?? "", found ?? "");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_processor_is_free_where_a_slot_of_this_machine_is(int busy, bool free)
    {
        var here = Node("here", "cpu", slots: 2, busy);
        Assert.Equal(free, IdleProcessor.Refusal([here, Node("elsewhere", "cpu", slots: 1, busy: 1)], "here") is null);
    }

    [Fact]
    public void Trials_on_a_GPU_or_elsewhere_leave_the_processors_free()
    {
        Assert.Null(IdleProcessor.Refusal([], "here"));
        Assert.Null(IdleProcessor.Refusal([Node("here", "cuda:0", slots: 1, busy: 1), Node("elsewhere", "cpu", slots: 1, busy: 1)], "here"));
    }

    [Fact]
    public async Task One_process_answers_question_after_question_says_what_it_cannot_do_and_ends_when_nobody_asks()
    {
        var data = SomeTrial.Dataset(_folder);
        var plane = SomeTrial.Of("variational-autoencoder", _folder.Folder("plane"), data, ("epochs", 1L));
        var faces = SomeTrial.Of("denoising-autoencoder", _folder.Folder("faces"), data, ("epochs", 1L), ("filters", 8L));
        SomeTrial.Train(plane);
        SomeTrial.Train(faces);
        var clock = new Clock();
        using var keeper = new DecoderKeeper(clock);

        var first = await AskAsync(keeper, plane, 0, 0);
        Assert.Equal(("", 28, 28, 1, 28 * 28), (first.Refusal, first.Width, first.Height, first.Channels, first.Pixels.Length));
        Assert.Equal(first.Pixels, (await AskAsync(keeper, plane, 0, 0)).Pixels);
        Assert.Equal(2 * 28 * 28, (await AskAsync(keeper, plane, 0, 0, 1, 1)).Pixels.Length);
        Assert.Contains("has no latent space", (await AskAsync(keeper, faces, 0, 0)).Refusal);
        Assert.Contains("a point of this latent space has 2 values", (await AskAsync(keeper, plane, 0, 0, 0)).Refusal);
        Assert.Contains("cannot be", (await keeper.AskAsync(new DecodePoints { Weights = _folder.File("nothing"), Values = { 0, 0 } }, default)).Refusal);
        Assert.Equal(first.Pixels, (await AskAsync(keeper, plane, 0, 0)).Pixels);

        Assert.Equal(TimeSpan.FromSeconds(60), clock.Due);
        Assert.True(keeper.Runs);
        clock.Ring();
        Assert.False(keeper.Runs);
    }

    private static Task<DecodedPoints> AskAsync(DecoderKeeper keeper, RunTrial trial, params float[] values) =>
        keeper.AskAsync(new DecodePoints { Weights = Path.Combine(trial.WorkFolder, "weights.safetensors"), Values = { values } }, CancellationToken.None);

    private static NodeView Node(string host, string device, int slots, int busy) => new()
    {
        Host = host,
        Slots = { Enumerable.Range(0, slots).Select(slot => new Slot { Name = $"{device}/{slot}", Device = device }) },
        Running = { Enumerable.Range(0, busy).Select(slot => new RunningTrial { Slot = $"{device}/{slot}" }) },
    };

    // One timer that rings when the test wants it to.
    private sealed class Clock : TimeProvider
    {
        private Action _ring = () => { };

        public TimeSpan Due { get; private set; }

        public void Ring() => _ring();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            return new Timer(this);
        }

        private sealed class Timer(Clock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Due = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
