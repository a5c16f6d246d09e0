namespace Orchestrator.CommandLine;

/// <summary>Several sweep files in one command.</summary>
public static class SweepSeries
{
    /// <summary>Does one file after the other; the first that does not end well ends the series with its exit code, and those that are left are named.</summary>
    /// <param name="one">Does one file, told whether it is the last; answers an exit code.</param>
    public static async Task<int> OneByOneAsync(IReadOnlyList<SweepSource> sources, Func<SweepSource, bool, Task<int>> one, Terminal terminal)
    {
        for (var place = 0; place < sources.Count; place++)
        {
            var left = sources.Skip(place + 1).Select(source => source.File).ToList();
            int code;
            try
            {
                code = await one(sources[place], left.Count == 0);
            }
            catch when (left.Count > 0)
            {
                Stopped(sources[place], left, terminal);
                throw;
            }

            if (code != ExitCodes.Success)
            {
                if (left.Count > 0)
                {
                    Stopped(sources[place], left, terminal);
                }

                return code;
            }
        }

        return ExitCodes.Success;
    }

    private static void Stopped(SweepSource at, List<string> left, Terminal terminal) => terminal.Complain($"stopped at {at.File}; not begun: {string.Join(", ", left)}");
}
