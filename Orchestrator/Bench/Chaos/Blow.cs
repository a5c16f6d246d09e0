namespace Orchestrator.Bench.Chaos;

/// <summary>Whom a blow hits.</summary>
public enum Victim
{
    Trainer,
    Agent,
    Orchestrator,

    /// <summary>A tracking server of its own, where the sweeps are recorded in one.</summary>
    Tracking,
}

/// <summary>What is done to the victim.</summary>
public enum Deed
{
    /// <summary>SIGKILL: nothing is said, nothing is saved.</summary>
    Kill,

    /// <summary>SIGTERM.</summary>
    Terminate,

    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    Freeze,

    /// <summary>Its packets are dropped, in both directions.</summary>
    CutOff,

    /// <summary>What is sent to it is dropped; what it sends arrives.</summary>
    Deafen,

    /// <summary>What it sends is dropped; what is sent to it arrives.</summary>
    Mute,
}

/// <summary>One blow of a schedule.</summary>
/// <param name="At">Counted from the moment when the sweeps were submitted.</param>
/// <param name="Lasts">How long the victim stands still, or stays away until its supervisor starts it again. A trainer is started by its agent, as soon as it is needed.</param>
/// <param name="Pick">Which one, where there are several: modulo their number.</param>
public sealed record Blow(TimeSpan At, Victim Victim, Deed Deed, TimeSpan Lasts, int Pick)
{
    /// <summary>A partition of the network: for machines that have namespaces to make one in.</summary>
    public bool IsCut => Deed is Deed.CutOff or Deed.Deafen or Deed.Mute;

    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{At.TotalSeconds,5:0.0} s  {Deed.ToString().ToLowerInvariant()} {Victim.ToString().ToLowerInvariant()} for {Lasts.TotalSeconds:0.0} s");
}
