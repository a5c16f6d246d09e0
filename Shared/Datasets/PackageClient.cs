using System.ComponentModel;
using System.Diagnostics;

namespace Shared.Datasets;

/// <summary>Runs the client of a package registry, which knows its mirrors and proxies better than we do.</summary>
internal static class PackageClient
{
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    /// <exception cref="InvalidDataException">It failed; its first line of errors is quoted.</exception>
    public static async Task RunAsync(string client, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(client, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
            await output;
            if (process.ExitCode != 0)
            {
                throw new InvalidDataException($"{Path.GetFileName(client)} {start.ArgumentList[0]} ended with {process.ExitCode}: {FirstLine(await errors)}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new FileNotFoundException($"the {start.FileName} client is not installed");
        }
    }

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "no message";
}
