namespace GpuNode;

/// <summary>
/// A file that the agent touches while it lives, for those who must see from outside whether it does: it opens no port for people. <c>GpuNode alive</c> reads it. What is in it says
/// whether the agent has joined.
/// </summary>
/// <param name="data">The agent's data folder; agents that share one have a file each.</param>
/// <param name="joined">Whether an orchestrator answers it.</param>
public sealed class Heartbeat(string data, string name, Func<bool> joined, TimeProvider clock)
{
    private const string JoinedWord = "joined";
    private const string AloneWord = "alone";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>An agent that said nothing for so long hangs: a machine whose cores are all taken makes it late, but not by as much.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    private readonly string _file = Path.Combine(Folder(data), Uri.EscapeDataString(name));

    /// <summary>Completes when it is cancelled; the file is gone then, since the agent leaves.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                Beat();
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            Try(() => File.Delete(_file));
        }
    }

    /// <summary>What is wrong with the agents of a data folder, in one line; null where one of them lives.</summary>
    /// <param name="joined">It must have joined, too.</param>
    public static string? Fault(string data, bool joined, DateTimeOffset now)
    {
        var living = Directory.Exists(Folder(data))
            ? Directory.GetFiles(Folder(data)).Where(file => now - File.GetLastWriteTimeUtc(file) < Late).ToList()
            : [];
        return living.Count == 0 ? $"no agent of {data} has said for {Late.TotalSeconds:0} seconds that it lives"
            : joined && !living.Any(file => Read(file) == JoinedWord) ? $"no orchestrator answers the agent of {data}"
            : null;
    }

    private void Beat() => Try(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file + ".new", joined() ? JoinedWord : AloneWord);
        File.Move(_file + ".new", _file, overwrite: true);
    });

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A full disk is told of elsewhere; here silence tells it.
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // It was a new one, and has taken the old one's place.
            return null;
        }
    }

    private static string Folder(string data) => Path.Combine(data, "alive");
}
