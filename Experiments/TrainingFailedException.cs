namespace Experiments;

/// <summary>A trial cannot go on, for a reason that a person can understand from one line.</summary>
public sealed class TrainingFailedException(string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>Every further attempt would end the same way, wherever it ran: none is made.</summary>
    public bool Certain { get; init; }
}
