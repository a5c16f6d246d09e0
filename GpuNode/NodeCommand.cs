using System.CommandLine;
using System.CommandLine.Invocation;
using GpuNode.Machine;
using GpuNode.Outboxes;
using GpuNode.Simulation;
using Shared.Hosting;

namespace GpuNode;

/// <summary>The agent's command line.</summary>
public static class NodeCommand
{
    // Some segments.
    private const long LeastOutbox = 1 << 20;

    private static readonly string Help = $"""
        Joins an orchestrator and trains what it is given, one trainer process a slot.

        Examples:
          {Programs.GpuNode} --join 127.0.0.1:5681
          {Programs.GpuNode} --join gpu-head:5681 --host 10.0.0.7 --tls certs/gpu-7 --devices cuda:0,cuda:1 --slots-per-device 2

        EXPERIMENTS_TOKEN, or a file that EXPERIMENTS_TOKEN_FILE names, holds the token of an orchestrator that asks who comes ('auth token add NAME --role node').
        Ctrl+C (or SIGTERM) checkpoints the trials, hands them back and leaves.
        """;

    /// <returns>0 after a stop that was asked for; 2 where the command line or the machine is refused, said in one line.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            var faults = parsed.Errors.Select(error => error.Message.TrimEnd('.').Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal));
            await Console.Error.WriteLineAsync($"GpuNode: {string.Join("; ", faults)}; see 'GpuNode --help'");
            return 2;
        }

        // Signals are the agent's business: to checkpoint and hand back takes longer than the library would wait.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The command line as it is read.</summary>
    public static RootCommand Create()
    {
        var join = new Option<string>("--join") { Description = "Cluster address of the orchestrator, as 'serve' prints it; of several that stand in for each other all, with commas between them.", HelpName = "HOST:PORT", Required = true };
        var name = new Option<string?>("--name") { Description = "The agent's name in lists; one that comes back under its old name replaces the lost one. [default: that of an earlier agent of this machine and data folder that left something unsent, else host and process id]" };
        var data = new Option<string>("--data") { Description = "Folder for checkpoints of trials in work, and logs.", DefaultValueFactory = _ => "./.experiments" };
        var host = new Option<string>("--host") { Description = "Address at which the orchestrator reaches this machine.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Port for the orchestrator to reach; 0: any free one.", DefaultValueFactory = _ => 0 };
        var devices = new Option<string?>("--devices") { Description = "cpu, cuda:0, … separated by commas. [default: every CUDA device, else the processor]" };
        var slots = new Option<int?>("--slots-per-device") { Description = "The most trials that share one device; on a GPU as many of them as its memory holds, by what trials of their sweep were measured to take. [default: 4 on a GPU, one a core on the processor]" };
        var datasets = new Option<string?>("--datasets") { Description = "Where data sets are cached. [default: the user's cache folder]" };
        var outbox = new Option<string>("--outbox-size") { Description = "Metric rows that the tracking server has not taken give way above this size on the disk; artifacts and results never do.", HelpName = "SIZE", DefaultValueFactory = _ => "1g" };
        var drop = new Option<DropPolicy>("--outbox-drop") { Description = "Which metric rows give way then: the oldest, or every second one (thin). A metric's last value never does.", DefaultValueFactory = _ => DropPolicy.Oldest };
        var growth = new Option<string>("--trainer-growth") { Description = "A trainer that holds so much more memory between trials than after its first one is replaced.", HelpName = "SIZE", DefaultValueFactory = _ => "1g" };
        var system = new Option<double>("--system-metrics") { Description = "Seconds between samples of what the machine does (processor, memory, disk, network, GPUs), told to each trial's run; 0: none. MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL and MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING=false say it too.", HelpName = "SECONDS", DefaultValueFactory = _ => SystemMetrics.UsualSeconds(Environment.GetEnvironmentVariable) };
        var security = new SecurityOptions();
        var tied = new Option<bool>("--tied") { Description = "Leave when standard input closes: the agent belongs to the process that started it." };
        var command = new RootCommand(Help) { join, name, data, host, port, devices, slots, datasets, outbox, drop, growth, system, tied, Alive(), SimulateCommand.Create() };
        security.AddTo(command);
        command.Options.OfType<VersionOption>().Single().Action = new TellVersion();
        command.SetAction(async (parsed, cancellation) =>
        {
            var (chosen, fault) = parsed.GetValue(devices) is { } list ? Devices.Parse(list) : (await Devices.DetectAsync(cancellation), null);
            fault ??= await Devices.MissingAsync(chosen, cancellation) ?? Fault(parsed.GetValue(join)!, parsed.GetValue(port), parsed.GetValue(slots))
                ?? SizeFault("--outbox-size", parsed.GetValue(outbox)!, LeastOutbox) ?? SizeFault("--trainer-growth", parsed.GetValue(growth)!, 0)
                ?? (parsed.GetValue(system) is >= 0 and <= 86_400 ? null : "--system-metrics is not between 0 and 86400 seconds");
            var (credentials, unsafely) = security.Open(parsed, parsed.GetValue(host)!);
            fault ??= unsafely;
            if (fault is not null)
            {
                await Console.Error.WriteLineAsync($"GpuNode: {fault}");
                return 2;
            }

            var folder = Path.GetFullPath(parsed.GetValue(data)!);
            return await Agent.RunAsync(
                new GpuNodeOptions
                {
                    Join = parsed.GetValue(join)!,
                    Name = parsed.GetValue(name) ?? OutboxFolders.NameFor(folder, Environment.MachineName, Environment.ProcessId),
                    Data = folder,
                    OutboxSize = ByteSize.Parse(parsed.GetValue(outbox)!)!.Value,
                    OutboxDrop = parsed.GetValue(drop),
                    TrainerGrowth = ByteSize.Parse(parsed.GetValue(growth)!)!.Value,
                    SystemMetricsEvery = TimeSpan.FromSeconds(parsed.GetValue(system)),
                    Host = parsed.GetValue(host)!,
                    Port = parsed.GetValue(port),
                    Devices = chosen,
                    SlotsPerDevice = parsed.GetValue(slots),
                    Datasets = parsed.GetValue(datasets),
                    Tied = parsed.GetValue(tied),
                },
                credentials,
                cancellation);
        });
        return command;
    }

    // As the orchestrator's list of nodes names it; the library would tell all digits of the commit.
    private sealed class TellVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(BuildVersion.Text);
            return 0;
        }
    }

    // For containers and the like, which must ask from outside.
    private static Command Alive()
    {
        var data = new Option<string>("--data") { Description = "The agent's data folder.", DefaultValueFactory = _ => "./.experiments" };
        var joined = new Option<bool>("--joined") { Description = "An orchestrator must answer it, too." };
        var command = new Command("alive", "Say whether an agent on this machine lives; exit code 0 where it does.") { data, joined };
        command.SetAction(async (parsed, _) =>
        {
            var fault = Heartbeat.Fault(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(joined), TimeProvider.System.GetUtcNow());
            await (fault is null ? Console.Out.WriteLineAsync("alive") : Console.Error.WriteLineAsync($"GpuNode: {fault}"));
            return fault is null ? 0 : 1;
        });
        return command;
    }

    private static string? SizeFault(string option, string text, long least) =>
        ByteSize.Parse(text) is { } size && size >= least ? null : $"{option} '{text}' is no size of at least {least} bytes; write 512m or 4g";

    private static string? Fault(string join, int port, int? slots) =>
        GpuNodeOptions.SeedsOf(join) is var seeds && (seeds.Count == 0 || !seeds.All(IsAddress)) ? $"--join '{join}' is no HOST:PORT, nor several with commas between them"
        : port is < 0 or > 65535 ? $"--port {port} is not between 0 and 65535"
        : slots is < 1 or > GpuNodeOptions.MostSlots ? $"--slots-per-device {slots} is not between 1 and {GpuNodeOptions.MostSlots}"
        : null;

    private static bool IsAddress(string seed) => Uri.TryCreate("akka.tcp://" + seed, UriKind.Absolute, out var address) && address.Port > 0;
}
