using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>What trains a slot's trials, one after the other: a process (<see cref="TrainerProcess"/>), or what stands in for one where agents are simulated.</summary>
public interface ITrainer
{
    /// <summary>Of its process.</summary>
    int Id { get; }

    /// <summary>Completes with the reason, in one line for a person, when it has ended.</summary>
    Task<string> Gone { get; }

    /// <summary>As .NET gives it, once <see cref="Gone"/> has completed.</summary>
    int ExitCode { get; }

    /// <summary>What it held after its first trial.</summary>
    TrainerMemory First { get; set; }

    /// <summary>What it holds now; reading it costs some 100 microseconds.</summary>
    TrainerMemory Memory { get; }

    /// <summary>Completes when it can take a trial.</summary>
    Task Ready { get; }

    /// <summary>Reports of the trial in work; called in order, on a thread of the trainer's.</summary>
    Action<TrainerReport> Reported { get; set; }

    /// <summary>Lines that it writes beside its reports while the trial is in work; called on another thread.</summary>
    Action<string> Wrote { get; set; }

    /// <exception cref="IOException">It has ended.</exception>
    void Send(TrainerCommand command);

    /// <summary>Lets the peak of its memory begin anew.</summary>
    void ResetPeak();

    /// <param name="why">In a few words: what its end is put down to.</param>
    void Kill(string why);
}
