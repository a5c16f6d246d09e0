namespace GpuNode;

/// <summary>What a node agent was told on its command line.</summary>
public sealed record GpuNodeOptions
{
    /// <summary>Cluster address of the orchestrator, HOST:PORT.</summary>
    public required string Join { get; init; }

    /// <summary>The agent's name in lists, and its identity over restarts: the agent that comes back under a name replaces the one that was lost.</summary>
    public required string Name { get; init; }

    /// <summary>Folder for checkpoints of trials in work, and logs. Agents on one machine may share it: a trial has one folder, and one lease.</summary>
    public required string Data { get; init; }

    /// <summary>Each trial in work has a folder below it.</summary>
    public string WorkFolder => Path.Combine(Data, "work");

    public string LogFolder => Path.Combine(Data, "logs");

    /// <summary>Address at which the orchestrator reaches this agent.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0: any free port.</summary>
    public int Port { get; init; }

    /// <summary>cpu, cuda:N. One entry a device.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>Trials that share one device.</summary>
    public int SlotsPerDevice { get; init; } = 1;

    /// <summary>Where data sets are cached; null: the user's cache folder.</summary>
    public string? Datasets { get; init; }

    /// <summary>Leave, in good order, when standard input closes: the agent belongs to the process that started it.</summary>
    public bool Tied { get; init; }

    /// <summary>How long a trainer may take to checkpoint before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    public IReadOnlyList<(string Name, string Device)> Slots =>
        [.. Devices.SelectMany(device => Enumerable.Range(0, SlotsPerDevice).Select(i => (SlotsPerDevice == 1 ? device : $"{device}/{i}", device)))];

    /// <summary>
    /// Torch threads for each trainer on the processor, so that all slots together leave the agent its share: one trainer may have all cores but one,
    /// several share them, and each has at least one.
    /// </summary>
    public int ThreadsPerSlot(int cores) => Math.Max(1, (cores - 1) / Math.Max(1, Devices.Count * SlotsPerDevice));
}
