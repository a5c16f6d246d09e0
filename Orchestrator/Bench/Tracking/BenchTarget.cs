using System.Globalization;
using Orchestrator.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.Bench.Tracking;

/// <summary>A tracking server under load, and the lines that tell how it bears it.</summary>
/// <param name="process">Where it is ours: its processor time and memory are told, too.</param>
internal sealed class BenchTarget(MlflowClient client, TrackingProcess? process, Terminal terminal)
{
    public MlflowClient Client => client;

    /// <summary>Asks again and again from some clients at once, and tells the rate.</summary>
    /// <param name="each">Client's number → one request.</param>
    /// <param name="also">From the requests a second, what else the line tells.</param>
    public async Task MeasureAsync(string what, int clients, TimeSpan time, Func<int, Task> each, Func<double, string>? also, CancellationToken cancellation)
    {
        // The first of each shape compiles and connects.
        await Task.WhenAll(Enumerable.Range(0, clients).Select(each));
        var (started, used, requests) = (terminal.Clock.GetTimestamp(), process?.Used, 0);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            while (terminal.Clock.GetElapsedTime(started) < time)
            {
                cancellation.ThrowIfCancellationRequested();
                await each(number);
                Interlocked.Increment(ref requests);
            }
        }));
        var rate = requests / terminal.Clock.GetElapsedTime(started).TotalSeconds;
        Say($"{what}, {clients} client{(clients == 1 ? "" : "s")}", $"{Number(rate)} a second{also?.Invoke(rate)}", used, requests);
    }

    /// <summary>Does one long thing and tells its time.</summary>
    /// <param name="also">From the seconds, what else the line tells.</param>
    public async Task TimeAsync(string what, Func<Task> once, Func<double, string> also)
    {
        var (started, used) = (terminal.Clock.GetTimestamp(), process?.Used);
        await once();
        var seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
        Say(what, $"{Number(seconds)} s{also(seconds)}", used, 1);
    }

    /// <summary>A number as the lines have it: whole where it is large.</summary>
    public static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "N1" : "N2", CultureInfo.InvariantCulture);

    private void Say(string what, string rate, TimeSpan? before, int requests)
    {
        var cost = process is null || before is null
            ? ""
            : $"; CPU {Number((process.Used - before.Value).TotalMilliseconds / requests)} ms a request; holds {process.Memory >> 20:N0} MiB, at most {process.PeakMemory >> 20:N0}";
        terminal.Out.WriteLine($"{what,-50} {rate}{cost}");
    }
}
