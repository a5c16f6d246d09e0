using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>One trial's place in the grid: every parameter of the training program in the axes' order, and the seed.</summary>
public sealed record GridPoint(long Index, IReadOnlyList<KeyValuePair<string, ParameterValue>> Parameters, ulong Seed)
{
    /// <exception cref="KeyNotFoundException">The training program has no such parameter.</exception>
    public ParameterValue this[string name]
    {
        get
        {
            foreach (var (parameter, value) in Parameters)
            {
                if (parameter == name)
                {
                    return value;
                }
            }

            throw new KeyNotFoundException($"no parameter is called '{name}'");
        }
    }
}
