namespace Experiments.Tools;

/// <summary>What a tool says, as lines: <c>progress DONE ALL WHAT</c> a few times a second and results on the output, complaints on the error output.</summary>
public sealed class ToolLines(string what, TextWriter output, TextWriter error, TimeProvider clock) : IToolWatcher
{
    public const string Progress = "progress";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _said;
    private int _most;

    public void Done(int done, int all)
    {
        lock (_lock)
        {
            // Threads finish out of order; the bar never goes back.
            if (done <= _most || (done < all && _said != 0 && clock.GetElapsedTime(_said) < Interval))
            {
                return;
            }

            (_most, _said) = (done, clock.GetTimestamp());
            output.WriteLine($"{Progress} {done} {all} {what}");
            output.Flush();
        }
    }

    public void Skipped(string file, string reason) => error.WriteLine($"skipped: {file} {reason}");
}
