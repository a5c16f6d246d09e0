namespace Orchestrator.Answers;

/// <summary>A finished trial that another with the same key need not train.</summary>
/// <param name="Sweep">Id of the sweep that trained it.</param>
/// <param name="Objective">Null where it is no number.</param>
/// <param name="Experiment">MLflow experiment id of its run.</param>
public sealed record Answer(string Sweep, int Index, double? Objective, double Seconds, string Experiment, long FinishedMs);

/// <summary>Which answers are comparable: recorded in one tracking server, where the copy finds the original's pictures, and judged by one metric.</summary>
/// <param name="Tracking">Address of the tracking server; empty: the orchestrator's own.</param>
public readonly record struct AnswerScope(string Tracking, string Metric);
