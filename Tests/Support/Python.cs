using System.ComponentModel;
using System.Diagnostics;

namespace Tests.Support;

/// <summary>A Python of this machine, for what people would run in theirs.</summary>
internal static class Python
{
    /// <summary>One that has the module; null where none has.</summary>
    public static async Task<string?> WithAsync(string module)
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                if ((await RunAsync(python, "-c", $"import {module}")).Code == 0)
                {
                    return python;
                }
            }
            catch (Win32Exception)
            {
                // There is none of the name.
            }
        }

        return null;
    }

    /// <returns>Its exit code, and all that it said.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string python, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
