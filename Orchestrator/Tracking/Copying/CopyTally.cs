namespace Orchestrator.Tracking.Copying;

/// <summary>How far the copy of an experiment has come; counted from several threads.</summary>
internal sealed class CopyTally
{
    private int _runs;
    private int _known;
    private long _points;
    private int _files;
    private int _unreachable;

    public void Run() => Interlocked.Increment(ref _runs);

    /// <summary>A run that an earlier copy has finished.</summary>
    public void Known() => Interlocked.Increment(ref _known);

    public void Points(int count) => Interlocked.Add(ref _points, count);

    public void File() => Interlocked.Increment(ref _files);

    /// <summary>A run whose files don't go through its server.</summary>
    public void Unreachable() => Interlocked.Increment(ref _unreachable);

    /// <param name="total">Runs of the experiment.</param>
    public string Line(int total) =>
        $"{_runs + _known:N0} of {total:N0} runs{(_known > 0 ? $" ({_known:N0} were there)" : "")}, {_points:N0} metric points, {_files:N0} files"
        + (_unreachable > 0 ? $"; files of {_unreachable:N0} runs can't be had through their server" : "");
}
