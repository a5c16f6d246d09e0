using System.Diagnostics;

namespace Tests.Support;

/// <summary>A program of this machine that people would use beside ours.</summary>
internal static class Tool
{
    /// <summary>Whether there is one of that name.</summary>
    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <returns>Its exit code, and all that it said.</returns>
    public static async Task<(int Code, string Out, string Error)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
