using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Why attempts failed, the newest few of each trial, oldest first.</summary>
public sealed class AttemptReasons
{
    /// <summary>As many as a person reads; a trial that is tried a hundred times must not fill the snapshot.</summary>
    public const int MostKept = 8;

    private readonly Dictionary<int, List<TrialFailed>> _failures = [];

    public IEnumerable<TrialFailed> All => _failures.Values.SelectMany(failures => failures);

    public IReadOnlyList<TrialFailed> Of(int index) => _failures.TryGetValue(index, out var failures) ? failures : [];

    /// <summary>The newest failure of a trial; null where it had none.</summary>
    public TrialFailed? Last(int index) => Of(index) is [.., var newest] ? newest : null;

    /// <summary>The newest failure of a trial.</summary>
    public bool TryGetValue(int index, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TrialFailed last) =>
        (last = Last(index)) is not null;

    public void Add(TrialFailed failed)
    {
        if (!_failures.TryGetValue(failed.Index, out var failures))
        {
            _failures[failed.Index] = failures = [];
        }

        failures.Add(failed);
        if (failures.Count > MostKept)
        {
            failures.RemoveAt(0);
        }
    }
}
