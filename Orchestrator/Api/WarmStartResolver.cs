using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Catalogues;
using Shared.Wire;

namespace Orchestrator.Api;

/// <summary>Gathers what <see cref="WarmStartRules"/> decides on: asks the coordinator for the sweep that a file starts from, and for those of its trials that matter.</summary>
public sealed class WarmStartResolver(SweepGateway gateway, Catalogue catalogue)
{
    private const int PageSize = 500;

    /// <summary>The file with its start resolved, so that nobody has to ask again; refused where that can't be. A file that starts from no other sweep comes back as it is.</summary>
    public async Task<SweepFileResult> ResolveAsync(SweepFileResult file, CancellationToken cancellation)
    {
        if (file is not { Good: true, Spec.StartFrom: { } start })
        {
            return file;
        }

        var answer = await AnswerAsync(file.Spec, file.Grid, start, cancellation);
        if (answer.Source is not { } source)
        {
            return file.Refuse(answer.Key, answer.Problem, answer.Cure);
        }

        var spec = file.Spec with { StartFrom = start with { Source = source } };
        return file with { Spec = spec, Grid = Grid.Of(spec) };
    }

    private async Task<WarmStartAnswer> AnswerAsync(SweepSpec spec, Grid grid, WarmStart start, CancellationToken cancellation)
    {
        var overview = await gateway.OverviewAsync(cancellation);
        var sweeps = await Task.WhenAll(overview.Sweeps.Select(sweep => gateway.SweepAsync(sweep, cancellation)));
        if (WarmStartRules.Find(sweeps, start.Sweep) is not { } found)
        {
            return WarmStartRules.Unknown(sweeps, start.Sweep);
        }

        var answer = WarmStartRules.Resolve(spec, grid, found, await UnfinishedAsync(found, start, cancellation));
        return answer.Source is { } source && WarmStartFit.Misfit(spec, grid, SweepSpec.FromJson(found.Spec), source, catalogue) is { } misfit ? misfit : answer;
    }

    // The one that is named; or all, where each trial has its own and some failed.
    private async Task<Dictionary<int, TrialPhase>> UnfinishedAsync(SweepView source, WarmStart start, CancellationToken cancellation)
    {
        var unfinished = new Dictionary<int, TrialPhase>();
        var (first, end) = start.Index is { } one ? (one, Math.Min(one + 1, source.Total)) : start.Trial == WarmStart.Matching && source.Failed > 0 ? (0, source.Total) : (0, 0);
        while (first < end)
        {
            var page = await gateway.TrialsAsync(source.Sweep, first, Math.Min(PageSize, end - first), cancellation);
            foreach (var trial in page.Trials.Where(trial => trial.Phase != TrialPhase.Done))
            {
                unfinished[trial.Index] = trial.Phase;
            }

            first += PageSize;
        }

        return unfinished;
    }
}
