using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Shared.Hosting;

/// <summary>Spans whose parent and times are said, not taken from whatever is under way on the thread. Where nobody listens, there are none.</summary>
public static class Tracing
{
    /// <summary>The trace in which a sweep is told: it follows from the sweep's id.</summary>
    public static ActivityTraceId TraceOf(string sweep) => ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes("experiments/" + sweep)).AsSpan(0, 16));

    /// <summary>A place in a sweep's trace: below the span that a W3C <c>traceparent</c> names, or at the top where that is empty.</summary>
    public static ActivityContext Place(string sweep, string traceparent = "") =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent) ? parent : new ActivityContext(TraceOf(sweep), default, ActivityTraceFlags.Recorded);

    // What happens to be under way on this thread is no parent, and must not become the child of ours either.
    public static Activity? Begin(string name, ActivityContext parent, DateTimeOffset at)
    {
        var current = Activity.Current;
        var begun = Telemetry.Spans.StartActivity(name, ActivityKind.Internal, parent, startTime: at);
        Activity.Current = current;
        return begun;
    }

    /// <param name="fault">Null: it went well.</param>
    public static void End(Activity? span, DateTimeOffset at, string? fault)
    {
        var current = Activity.Current;
        span?.SetStatus(fault is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, fault).SetEndTime(at.UtcDateTime).Stop();
        Activity.Current = current;
    }
}
