using GpuNode;
using GpuNode.Trainers;
using Shared.Hosting;
using Shared.Wire;
using Xunit;

namespace Tests.Node;

public sealed class TrainerExitTests
{
    [Fact]
    public void A_kill_of_the_agents_own_is_named_by_its_reason_and_nothing_else_is()
    {
        Assert.Equal("the trainer was ended by its agent: it had grown too much", TrainerExit.Describe(137, ["some line"], "it had grown too much"));
        Assert.Contains("signal 11", TrainerExit.Describe(139, [], "it had grown too much"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kill_is_named_by_its_signal() => Assert.Contains("signal 9 (SIGKILL", TrainerExit.Describe(137, []), StringComparison.Ordinal);

    [Fact]
    public void The_cause_is_told_and_not_the_stack_below_it() =>
        Assert.EndsWith("what():  out of memory", TrainerExit.Describe(134, ["terminate called after throwing", "  what():  out of memory", "  frame #1", ""]), StringComparison.Ordinal);

    [Fact]
    public void An_ordinary_exit_code_is_told_with_the_last_words() =>
        Assert.Equal("the trainer ended with exit code 3; its last words: no disk", TrainerExit.Describe(3, ["first", "no disk", " "]));

    [Fact]
    public void A_note_is_no_cause() =>
        Assert.Equal("the trainer ended with exit code 3; its last words: no disk", TrainerExit.Describe(3, ["no disk", $"{TrainerEnvironment.Note}bfloat16 is slow here"]));

    [Theory]
    [InlineData("cpu", true)]
    [InlineData("cuda:0, cuda:1", true)]
    [InlineData("gpu0", false)]
    [InlineData("cuda:", false)]
    [InlineData("cpu,cpu", false)]
    [InlineData(",", false)]
    public void A_device_list_is_right_or_said_to_be_wrong(string list, bool right) => Assert.Equal(right, Devices.Parse(list).Fault is null);

    [Theory]
    [InlineData("../elsewhere", "x")]
    [InlineData("some", "../../x")]
    [InlineData("some", "/etc/passwd")]
    public void No_name_from_outside_leads_out_of_the_work_folder(string sweep, string file)
    {
        var settings = new TrainerSettings(new SiblingProgram("Experiments", "/nowhere"), "/work-folder", TimeSpan.Zero, TimeProvider.System, (_, _) => Task.FromResult(""), (_, _, _, _, _) => Task.FromResult(""));

        Assert.Throws<ArgumentException>(() => settings.WorkFile(new TrialRef { Sweep = sweep, Index = 1 }, file));
    }
}
