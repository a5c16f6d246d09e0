using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Bench.Chaos;

/// <summary>
/// A network of our own for partitions: a namespace with a link for each process, a bridge between them in a namespace of its own, and one link from there to this process. All of it is
/// made and removed here. A queue without room at the one or the other end of a process's link drops what it sends, or what it is sent; no firewall is needed.
/// </summary>
internal sealed class ChaosNamespaces : IAsyncDisposable
{
    private const string Inner = "eth0";

    private static int _made;

    private readonly string _prefix;
    private readonly string _subnet;
    private readonly IReadOnlyList<string> _names;

    private ChaosNamespaces(int agents)
    {
        // Names and addresses of their own for each: a link goes a moment after its namespace.
        var number = Interlocked.Increment(ref _made);
        _prefix = string.Create(CultureInfo.InvariantCulture, $"xp{Environment.ProcessId}-{number}");
        // 198.18 is for measuring networks (RFC 2544): nobody's own.
        _subnet = string.Create(CultureInfo.InvariantCulture, $"198.18.{(Environment.ProcessId + number) % 250}");
        _names = ["orchestrator", .. Enumerable.Range(0, agents).Select(ChaosCluster.AgentName)];
    }

    public ChaosNet Net => new(AddressOf, Inside, CutAsync);

    private string Hub => $"{_prefix}-hub";

    /// <summary>Why this machine can't make namespaces, in a line; null where it can.</summary>
    public static async Task<string?> MissingAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "partitions need network namespaces, and those need Linux and root";
        }

        try
        {
            await (await MakeAsync(agents: 0)).DisposeAsync();
            return null;
        }
        catch (Exception fault) when (fault is Win32Exception or IOException)
        {
            return $"partitions need network namespaces, which can't be made here: {fault.Message} (are 'ip' and 'tc' of iproute2 installed?)";
        }
    }

    public static async Task<ChaosNamespaces> MakeAsync(int agents)
    {
        var made = new ChaosNamespaces(agents);
        try
        {
            await made.MakeAsync();
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // With a namespace go its ends of links, and with them the other ends.
        foreach (var place in _names.Select(Place).Append(Hub))
        {
            await TryAsync("ip", "netns", "del", place);
        }
    }

    private async Task MakeAsync()
    {
        await RunAsync("ip", "netns", "add", Hub);
        await RunAsync("ip", "-n", Hub, "link", "add", "bridge", "type", "bridge");
        await RunAsync("ip", "-n", Hub, "link", "set", "bridge", "up");
        await RunAsync("ip", "link", "add", _prefix, "type", "veth", "peer", "name", "outside", "netns", Hub);
        await RunAsync("ip", "-n", Hub, "link", "set", "outside", "master", "bridge", "up");
        await RunAsync("ip", "addr", "add", $"{_subnet}.254/24", "dev", _prefix);
        await RunAsync("ip", "link", "set", _prefix, "up");
        foreach (var name in _names)
        {
            var place = Place(name);
            await RunAsync("ip", "netns", "add", place);
            await RunAsync("ip", "-n", Hub, "link", "add", name, "type", "veth", "peer", "name", Inner, "netns", place);
            await RunAsync("ip", "-n", Hub, "link", "set", name, "master", "bridge", "up");
            await RunAsync("ip", "-n", place, "addr", "add", $"{AddressOf(name)}/24", "dev", Inner);
            await RunAsync("ip", "-n", place, "link", "set", Inner, "up");
            await RunAsync("ip", "-n", place, "link", "set", "lo", "up");
        }

        // A kernel without this queue would make a partition that is none.
        await CutAsync("orchestrator", Deed.Deafen);
        await CutAsync("orchestrator", null);
    }

    private string Place(string name) => $"{_prefix}-{name}";

    private string AddressOf(string name) => string.Create(CultureInfo.InvariantCulture, $"{_subnet}.{_names.ToList().IndexOf(name) + 1}");

    // 'ip netns exec' becomes the program: signals reach it.
    private ProcessStartInfo Inside(string name, ProcessStartInfo start)
    {
        var inside = new ProcessStartInfo("ip") { UseShellExecute = false };
        foreach (var argument in new[] { "netns", "exec", Place(name), start.FileName }.Concat(start.ArgumentList))
        {
            inside.ArgumentList.Add(argument);
        }

        return inside;
    }

    private async Task CutAsync(string name, Deed? deed)
    {
        await FullAsync(Place(name), Inner, deed is Deed.CutOff or Deed.Mute);
        await FullAsync(Hub, name, deed is Deed.CutOff or Deed.Deafen);
    }

    private static Task FullAsync(string place, string device, bool full) => full
        ? RunAsync("tc", "-n", place, "qdisc", "replace", "dev", device, "root", "pfifo", "limit", "0")
        : TryAsync("tc", "-n", place, "qdisc", "del", "dev", device, "root");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var (code, error) = await TryAsync(program, arguments);
        if (code != 0)
        {
            throw new IOException($"{program} {string.Join(' ', arguments)}: {error.Trim()}");
        }
    }

    private static async Task<(int Code, string Error)> TryAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
