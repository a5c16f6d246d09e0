using GpuNode.Outboxes;

namespace GpuNode;

/// <summary>What a node agent was told on its command line.</summary>
public sealed record GpuNodeOptions
{
    /// <summary>The most trials that may share one device.</summary>
    public const int MostSlots = 64;

    /// <summary>One trial of a small network leaves most of a GPU idle, four keep an H100 busy (docs/decisions/0028).</summary>
    public const int GpuSlots = 4;

    /// <summary>Cluster address of the orchestrator, HOST:PORT; of several that stand in for each other all, with commas between them.</summary>
    public required string Join { get; init; }

    /// <summary>Each address of <see cref="Join"/>: whichever answers first is joined.</summary>
    public IReadOnlyList<string> Seeds => SeedsOf(Join);

    /// <summary>The agent's name in lists, and its identity over restarts: the agent that comes back under a name replaces the one that was lost.</summary>
    public required string Name { get; init; }

    /// <summary>Folder for checkpoints of trials in work, and logs. Agents on one machine may share it: a trial has one folder, and one lease.</summary>
    public required string Data { get; init; }

    /// <summary>Each trial in work has a folder below it.</summary>
    public string WorkFolder => Path.Combine(Data, "work");

    /// <summary>What is told and not sent yet; this agent's alone, by its name.</summary>
    public string OutboxFolder => OutboxFolders.Of(Data, Name);

    /// <summary>Bytes of the outbox above which metric rows give way.</summary>
    public long OutboxSize { get; init; } = 1L << 30;

    /// <summary>Which metric rows give way.</summary>
    public DropPolicy OutboxDrop { get; init; } = DropPolicy.Oldest;

    /// <summary>A trainer that holds so many bytes more between trials than after its first one is replaced.</summary>
    public long TrainerGrowth { get; init; } = 1L << 30;

    /// <summary>How often each trial's run is told what the machine does; zero: never.</summary>
    public TimeSpan SystemMetricsEvery { get; init; } = TimeSpan.FromSeconds(10);

    public string LogFolder => Path.Combine(Data, "logs");

    /// <summary>Address at which the orchestrator reaches this agent.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0: any free port.</summary>
    public int Port { get; init; }

    /// <summary>cpu, cuda:N. One entry a device.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>The most trials that share one device; null: <see cref="GpuSlots"/> on a GPU, as far as its memory goes, and on the processor one a core.</summary>
    public int? SlotsPerDevice { get; init; }

    /// <summary>Where data sets are cached; null: the user's cache folder.</summary>
    public string? Datasets { get; init; }

    /// <summary>Leave, in good order, when standard input closes: the agent belongs to the process that started it.</summary>
    public bool Tied { get; init; }

    /// <summary>How long a trainer may take to checkpoint before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The addresses in a list with commas.</summary>
    public static IReadOnlyList<string> SeedsOf(string join) => join.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IReadOnlyList<(string Name, string Device)> Slots => [.. Devices.SelectMany(SlotsOf)];

    private IEnumerable<(string Name, string Device)> SlotsOf(string device)
    {
        var count = SlotsPerDevice ?? (device == "cpu" ? CoreSlots(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) : GpuSlots);
        return Enumerable.Range(0, count).Select(slot => (count == 1 ? device : $"{device}/{slot}", device));
    }

    /// <summary>
    /// Slots of a processor. A trainer computes with one thread, for with another number sums come out differently in the last bits; so the cores are used by as many trainers,
    /// each of which may want a gigabyte.
    /// </summary>
    public static int CoreSlots(int cores, long memory) => (int)Math.Clamp(Math.Min(cores, memory >> 30), 1, MostSlots);
}
