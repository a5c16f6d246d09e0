using GpuNode.Trainers;
using Shared.Hosting;
using Xunit;

namespace Tests.Node;

public sealed class TrainerMemoryTests
{
    [Theory]
    [InlineData("RuntimeError: [enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 4 bytes.", null, false, true)]
    [InlineData("ExternalException: CUDA out of memory. Tried to allocate 20.00 MiB", null, false, true)]
    [InlineData("OutOfMemoryException: Insufficient memory to continue the execution of the program.", null, false, true)]
    [InlineData("the trainer was ended by signal 6 (SIGABRT, a native abort); its last words: what():  std::bad_alloc", 134, false, true)]
    [InlineData("the trainer was ended by signal 6 (SIGABRT, a native abort); its last words: what():  could not create a primitive", 134, false, true)]
    [InlineData("ExternalException: could not create a primitive descriptor iterator", null, false, false)]
    [InlineData("the trainer was ended by signal 9 (SIGKILL, by somebody or by the kernel for lack of memory)", 137, true, true)]
    [InlineData("the trainer was ended by signal 9 (SIGKILL, by somebody or by the kernel for lack of memory)", 137, false, false)]
    [InlineData("the trainer was ended by signal 11 (SIGSEGV, a native crash)", 139, true, false)]
    [InlineData("InvalidDataException: the images are out of range", null, true, false)]
    public void A_death_for_lack_of_memory_is_told_from_others(string words, int? exitCode, bool kernelKilled, bool starved) =>
        Assert.Equal(starved, OutOfMemory.Tells(words, exitCode, kernelKilled));

    [Fact]
    public void Memory_is_read_from_the_lines_of_the_kernel() =>
        Assert.Equal(new TrainerMemory(2_048 << 10, 4_096 << 10), TrainerMemory.Parse(["Name:\tdotnet", "VmHWM:\t    4096 kB", "VmRSS:\t    2048 kB", "Threads:\t3"]));

    [Fact]
    public void This_process_has_memory_and_a_dead_one_has_none()
    {
        Assert.InRange(TrainerMemory.Of(Environment.ProcessId).Peak, 1 << 20, long.MaxValue);
        Assert.Equal(default, TrainerMemory.Of(int.MaxValue));
    }

    [Fact]
    public void A_trainer_may_keep_what_it_had_after_its_first_trial_and_so_much_more()
    {
        var first = new TrainerMemory(1_000, 5_000);
        Assert.False(TrainerMemory.Outgrown(first, new TrainerMemory(1_500, 9_000), growth: 500));
        Assert.True(TrainerMemory.Outgrown(first, new TrainerMemory(1_501, 9_000), growth: 500));
        Assert.False(TrainerMemory.Outgrown(default, new TrainerMemory(1_501, 9_000), growth: 500));
    }

    [Theory]
    [InlineData("1g", 1L << 30)]
    [InlineData("512M", 512L << 20)]
    [InlineData("64k", 64L << 10)]
    [InlineData("1234", 1234L)]
    [InlineData("", null)]
    [InlineData("-1g", null)]
    [InlineData("g", null)]
    [InlineData("1 GiB", null)]
    [InlineData("9999999999t", null)]
    public void A_size_is_read_as_people_write_it(string text, long? bytes) => Assert.Equal(bytes, ByteSize.Parse(text));
}
