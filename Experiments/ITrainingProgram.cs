using Shared.Catalogues;

namespace Experiments;

/// <summary>
/// Something that can be trained. A trial is a pure function of its parameters, data and seed: the same trial twice ends with the same bits,
/// whatever ran before it in the process and however often it was stopped and resumed.
/// </summary>
public interface ITrainingProgram
{
    /// <summary>Its name and parameters in sweeps. The version is raised whenever the same parameters would give other bits.</summary>
    ExperimentDescription Description { get; }

    /// <summary>
    /// Trains from the newest checkpoint to the end, or until <see cref="TrainingContext.Stop"/>. Runs on the process's one training thread and must not
    /// await: dispose scopes, no_grad and OpenMP teams belong to a thread.
    /// </summary>
    TrainingResult Train(TrainingContext context);
}

/// <summary>How a training program came to its end; failing is throwing.</summary>
public enum TrainingResult
{
    Finished,
    Stopped,
}
