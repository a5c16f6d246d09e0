using System.Text;

namespace GpuNode.Outboxes;

/// <summary>Which folder below the data folder is whose outbox. Agents may share a data folder: each name has its own.</summary>
public static class OutboxFolders
{
    /// <summary>The outbox of the agent of that name.</summary>
    public static string Of(string data, string name) =>
        Path.Combine(data, "outbox", string.Concat(Encoding.UTF8.GetBytes(name).Select(letter => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'_' ? $"{(char)letter}" : $"%{letter:X2}")));

    /// <summary>
    /// The name of an agent that was given none: that of an earlier one on this machine which left something to send and runs no more, so that its outbox is emptied; else host and process.
    /// </summary>
    public static string NameFor(string data, string host, int process)
    {
        var outboxes = Path.Combine(data, "outbox");
        var earlier = Directory.Exists(outboxes) ? Directory.GetDirectories(outboxes).Select(folder => Path.GetFileName(folder)) : [];
        return earlier.Order(StringComparer.Ordinal).FirstOrDefault(name => IsOf(host, name) && Directory.EnumerateFiles(Path.Combine(outboxes, name), "*.outbox").Any() && IsFree(Path.Combine(outboxes, name))) ?? $"{host}-{process}";
    }

    private static bool IsOf(string host, string name) => name.StartsWith(host + "-", StringComparison.Ordinal) && name.AsSpan(host.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsFree(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
