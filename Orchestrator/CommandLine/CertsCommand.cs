using System.CommandLine;
using System.Globalization;
using Orchestrator.Certificates;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary><c>certs</c>: a private authority, and certificates by which the machines of a cluster know each other.</summary>
internal static class CertsCommand
{
    public static Command Create(Terminal terminal) => new ExampleCommand("certs", "Make a private authority and its certificates, by which the machines of a cluster know each other")
    {
        Init(terminal),
        Node(terminal),
    }.Example("certs init --folder certs", "certs node head --folder certs --host 10.0.0.5", "certs node gpu-7 --folder certs");

    private static ExampleCommand Init(Terminal terminal)
    {
        var folder = Folder();
        var command = new ExampleCommand("init", "Make a private authority, whose certificates a cluster's machines trust and no others") { folder };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(folder)!;
            new PrivateAuthority(path, terminal.Clock).Make();
            terminal.Out.WriteLine($"the authority is in {Path.GetFullPath(path)}: keep {PrivateAuthority.KeyFile} to yourself, whoever has it can make nodes; no machine of the cluster needs it");
            return ExitCodes.Success;
        });
        return command.Example("certs init --folder certs");
    }

    private static ExampleCommand Node(Terminal terminal)
    {
        var (folder, name) = (Folder(), new Argument<string>("NAME") { Description = "The machine's name; also the name of its folder" });
        var hosts = new Option<string[]>("--host")
        {
            Description = "A further name or address by which the machine is reached, such as what 'serve --address' gets; may be repeated [NAME and the loopback are in it]",
            HelpName = "HOST",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var command = new ExampleCommand("node", $"Make the folder that 'serve --tls' and 'GpuNode --tls' want: {TlsFolder.AuthorityFile}, {TlsFolder.CertificateFile}, {TlsFolder.KeyFile}") { name, folder, hosts };
        command.SetAction(parsed =>
        {
            var (made, until) = new PrivateAuthority(parsed.GetValue(folder)!, terminal.Clock).MakeNode(parsed.GetValue(name)!, parsed.GetValue(hosts)!);
            terminal.Out.WriteLine($"{Path.GetFullPath(made)} is for {parsed.GetValue(name)} alone; its certificate holds until {until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
            return ExitCodes.Success;
        });
        return command.Example("certs node head --folder certs --host 10.0.0.5 --host head.example.org");
    }

    private static Option<string> Folder() => new("--folder") { Description = "Where the authority lies", HelpName = "DIR", DefaultValueFactory = _ => "certs" };
}
