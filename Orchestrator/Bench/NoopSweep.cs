using System.Text;

namespace Orchestrator.Bench;

/// <summary>A sweep of trials that cost nothing: what is left is what a trial costs us.</summary>
internal static class NoopSweep
{
    /// <param name="first">Index of the first trial: no two sweeps that share one may be measured, or the second is answered by the first.</param>
    public static byte[] Yaml(string name, int first, int trials) => Encoding.UTF8.GetBytes($$"""
        name: {{name}}
        experiment: noop
        parameters:
          index: { from: {{first}}, to: {{first + trials - 1}}, step: 1 }
          epochs: 1
        """);
}
