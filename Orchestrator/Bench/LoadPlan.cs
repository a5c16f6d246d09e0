namespace Orchestrator.Bench;

/// <summary>What <see cref="LoadBench"/> runs.</summary>
/// <param name="Slots">Of each agent.</param>
/// <param name="Seconds">Of each trial.</param>
public sealed record LoadPlan(int Agents, int Slots, double Seconds, int? Wanted)
{
    // More share the threads of one pool than it has, and are late for reasons that no machine of its own has.
    private const int AgentsInProcess = 10;

    public int Processes => (Agents + AgentsInProcess - 1) / AgentsInProcess;

    /// <summary>Of the first processes, this one among them.</summary>
    public int AgentsUntil(int process) => Agents * (process + 1) / Processes;

    /// <summary>Until joining is over and the code that agents without work need is compiled. A hundred went on telling each other of the last one for a quarter of a minute.</summary>
    public TimeSpan Rest => TimeSpan.FromSeconds(5 + (Agents / 5.0));

    public int Trials => Wanted ?? (10 * Agents * Slots);

    /// <summary>So many trials have finished when the measurement begins: a round and a half of all slots.</summary>
    public int From => Math.Min(Agents * Slots * 3 / 2, Trials / 3);

    /// <summary>And when it ends.</summary>
    public int To => Math.Max(Trials - (Agents * Slots), Trials * 2 / 3);
}
