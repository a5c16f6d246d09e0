using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Dashboard.Tracked;

/// <summary>
/// A metric's histories of many trials, thinned out for a chart. In bytes, for a million points as JSON are twenty megabytes: the number of curves; each one's trial and number of
/// points; all steps; all values as 4-byte floats. Everything is little endian.
/// </summary>
internal sealed class Curves
{
    private readonly List<(int Trial, int Points)> _curves = [];
    private readonly List<int> _steps = [];
    private readonly List<float> _values = [];

    public int Length => sizeof(int) * (1 + (2 * _curves.Count) + _steps.Count + _values.Count);

    /// <param name="points">About so many a curve; its first and its last are kept.</param>
    public static Curves Read(Session session, IReadOnlyList<TrialRun> runs, string key, int points)
    {
        var curves = new Curves();
        List<int> steps = [];
        List<float> values = [];
        foreach (var run in runs)
        {
            steps.Clear();
            values.Clear();
            session.All(
                "SELECT step, value, is_nan FROM metrics WHERE run_uuid = ?1 AND key = ?2 ORDER BY step, timestamp",
                row =>
                {
                    var (step, value) = ((int)row.Integer(0), row.Integer(2) != 0 ? float.NaN : (float)row.Real(1));
                    if (steps is [.., var last] && last == step)
                    {
                        // What was measured last stands.
                        values[^1] = value;
                    }
                    else
                    {
                        steps.Add(step);
                        values.Add(value);
                    }

                    return default(NoRow);
                },
                run.Run, key);
            curves.Add(run.Trial, steps, values, points);
        }

        return curves;
    }

    public void Add(int trial, IReadOnlyList<int> steps, IReadOnlyList<float> values, int points)
    {
        if (steps.Count == 0)
        {
            return;
        }

        var kept = Math.Min(steps.Count, Math.Max(2, points));
        for (var i = 0; i < kept; i++)
        {
            var at = kept == 1 ? 0 : (int)((long)i * (steps.Count - 1) / (kept - 1));
            _steps.Add(steps[at]);
            _values.Add(values[at]);
        }

        _curves.Add((trial, kept));
    }

    public async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[sizeof(int) * (1 + (2 * _curves.Count))];
        BinaryPrimitives.WriteInt32LittleEndian(head, _curves.Count);
        for (var i = 0; i < _curves.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4 + (8 * i)), _curves[i].Trial);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8 + (8 * i)), _curves[i].Points);
        }

        await stream.WriteAsync(head, cancellation);
        // Every machine this runs on is little endian.
        await stream.WriteAsync(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_steps)).ToArray(), cancellation);
        await stream.WriteAsync(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_values)).ToArray(), cancellation);
    }

    private readonly struct NoRow;
}
