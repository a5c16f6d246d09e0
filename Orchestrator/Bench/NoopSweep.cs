using System.Globalization;
using System.Net;
using System.Text;
using Orchestrator.Api;
using Orchestrator.CommandLine;

namespace Orchestrator.Bench;

/// <summary>A sweep of trials that cost nothing: what is left is what a trial costs us.</summary>
internal static class NoopSweep
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="first">Index of the first trial: no two sweeps that share one may be measured, or the second is answered by the first.</param>
    /// <param name="rows">Metric rows of each trial.</param>
    /// <param name="sleepMs">How long each row takes.</param>
    public static byte[] Yaml(string name, int first, int trials, int rows = 1, double sleepMs = 0) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        name: {{name}}
        experiment: noop
        parameters:
          index: { from: {{first}}, to: {{first + trials - 1}}, step: 1 }
          epochs: {{rows}}
          sleep_ms: {{sleepMs:0.###}}
        """));

    /// <returns>The sweep's id.</returns>
    public static async Task<string> SubmitAsync(OrchestratorClient client, byte[] yaml, CancellationToken cancellation) =>
        (await client.SubmitAsync(yaml, fresh: false, cancellation)).Submitted!.Id;

    /// <returns>The sweep, once it has ended.</returns>
    public static Task<SweepDto> EndAsync(OrchestratorClient client, string sweep, TimeProvider clock, CancellationToken cancellation) =>
        UntilAsync(client, sweep, seen => SweepStates.Ended(seen.State), clock, cancellation);

    /// <returns>The sweep, once it is as wanted.</returns>
    public static async Task<SweepDto> UntilAsync(OrchestratorClient client, string sweep, Func<SweepDto, bool> wanted, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await client.SweepAsync(sweep, cancellation) is var seen && wanted(seen))
                {
                    return seen;
                }
            }
            catch (HttpRequestException busy) when (busy.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // It is asked again: under load an answer may take too long.
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }
}
