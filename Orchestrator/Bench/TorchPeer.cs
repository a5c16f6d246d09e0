using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Bench;

/// <summary>A Python that has torch, and our script that trains the same networks there.</summary>
public sealed class TorchPeer : IDisposable
{
    private const string Resource = "train_torch.py";

    private readonly string _python;
    private readonly string _script;

    private TorchPeer(string python, string description)
    {
        (_python, Description) = (python, description);
        _script = Path.Combine(Directory.CreateTempSubdirectory("bench-train-").FullName, Resource);
        using var resource = typeof(TorchPeer).Assembly.GetManifestResourceStream(Resource)!;
        using var file = File.Create(_script);
        resource.CopyTo(file);
    }

    /// <summary>Which Python and torch.</summary>
    public string Description { get; }

    /// <param name="python">The one to take; null: the first that has torch of those on the path and of the system.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RefusalException">The one that was named has no torch.</exception>
    public static async Task<TorchPeer?> FindAsync(string? python, CancellationToken cancellation)
    {
        foreach (var candidate in python is null ? ["python3", "/usr/bin/python3"] : new[] { python })
        {
            if (await VersionAsync(candidate, cancellation) is { } version)
            {
                return new TorchPeer(candidate, $"{candidate} with torch {version}");
            }
        }

        return python is null ? null : throw new RefusalException($"{python} has no torch: install it there, or name another Python with --python");
    }

    public ProcessStartInfo Start(string model, string style, string folder, int images, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(_python) { UseShellExecute = false, ArgumentList = { _script, model, style, folder, images.ToString(CultureInfo.InvariantCulture) } };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_script)!, recursive: true);

    private static async Task<string?> VersionAsync(string python, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(python) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "-c", "import torch; print(torch.__version__)" } };
        try
        {
            using var process = Process.Start(start)!;
            var (version, _) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? (await version).Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
