using Google.Protobuf;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Answers with the trial table as columns: page by page, or only the rows that have changed. Pure.</summary>
public static class SweepTable
{
    /// <summary>Trials a page: with their reasons they stay well below the frame size.</summary>
    public const int PageSize = TrialChanges.MostKept;

    // A table shows a line of it; the trial's own page has the rest.
    private const int LongestReason = 300;

    /// <param name="born">What versions count from, of this life of the sweep's actor.</param>
    public static TableView Of(GetTable query, SweepState state, SweepProgress progress, long born)
    {
        var view = new TableView { Sweep = query.Sweep, Version = born + state.Changes.Count, Total = state.Table.Count };
        if (query.After < 0)
        {
            return view;
        }

        if (query.After == 0 || state.Changes.Since(query.After - born) is not { } changed)
        {
            var first = Math.Clamp(query.Offset, 0, view.Total);
            var last = Math.Min(first + PageSize, view.Total);
            (view.Whole, view.Next) = (true, last < view.Total ? last : 0);
            changed = [.. Enumerable.Range(first, last - first)];
        }

        Fill(view, changed, state, progress);
        return view;
    }

    private static void Fill(TableView view, IReadOnlyList<int> indices, SweepState state, SweepProgress progress)
    {
        var table = state.Table;
        var agents = new Dictionary<string, int>();
        var phases = new byte[indices.Count];
        for (var i = 0; i < indices.Count; i++)
        {
            var index = indices[i];
            phases[i] = (byte)table.Phase(index);
            view.Index.Add(index);
            view.Attempt.Add(table.Attempt(index));
            view.Failures.Add(table.Failures(index));
            view.Value.Add(table.Phase(index) == TrialPhase.Done ? table.Objective(index)
                : state.Leases.TryGetValue(index, out var lease) ? progress.Objective(index, lease)
                : double.NaN);
            view.Seconds.Add((float)table.Seconds(index));
            view.Agent.Add(Place(agents, table.Agent(index)));
            if (table.Phase(index) == TrialPhase.GaveUp && state.Reasons.Last(index) is { } failed)
            {
                view.Reasons[index] = failed.Reason.Length > LongestReason ? failed.Reason[..LongestReason] + "…" : failed.Reason;
            }

            if (state.Reused.TryGetValue(index, out var reused))
            {
                view.Reused[index] = new SourceTrial { Sweep = reused.Sweep, Index = reused.Source };
            }
        }

        view.Phase = ByteString.CopyFrom(phases);
        view.Agents.AddRange(agents.Keys);
    }

    private static int Place(Dictionary<string, int> agents, string agent)
    {
        if (agent.Length == 0)
        {
            return -1;
        }

        if (!agents.TryGetValue(agent, out var place))
        {
            agents[agent] = place = agents.Count;
        }

        return place;
    }
}
