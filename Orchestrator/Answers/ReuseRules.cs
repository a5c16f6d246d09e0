using Orchestrator.Coordinator;
using Shared.Wire;

namespace Orchestrator.Answers;

/// <summary>Which trials need no training. Pure.</summary>
public static class ReuseRules
{
    /// <summary>
    /// An event for each trial that has an answer and that nobody has begun. One that was begun keeps its attempts: its checkpoint, its run and a result that may still come are its own.
    /// </summary>
    /// <param name="keys">Index and key of those that are asked for.</param>
    public static IReadOnlyList<SweepEvent> Reuse(SweepState state, IEnumerable<(int Index, string Key)> keys, IReadOnlyDictionary<string, Answer> answers) =>
    [
        .. keys.Where(trial => !state.Cancelled && state.IsUntouched(trial.Index) && answers.ContainsKey(trial.Key)).Select(trial => new SweepEvent { Reused = Event(trial.Index, answers[trial.Key]) }),
    ];

    private static TrialReused Event(int index, Answer answer) => new()
    {
        Index = index,
        Sweep = answer.Sweep,
        Source = answer.Index,
        Objective = answer.Objective ?? 0,
        HasObjective = answer.Objective is not null,
        Experiment = answer.Experiment,
    };
}
