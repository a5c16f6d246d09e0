using Orchestrator.CommandLine;
using Orchestrator.Hosting;

var services = new CommandServices(
    StartOrchestrator: async (options, cancellation) =>
    {
        var host = await OrchestratorHost.StartAsync(options, cancellation);
        return new RunningOrchestrator(host.Address, host.ClusterAddress, () => host.DisposeAsync().AsTask()) { CutOff = host.CutOff, Access = host.Own };
    },
    StartNode: (options, _) =>
    {
        var node = LocalNode.Start(options);
        return Task.FromResult(new RunningNode(node.Ended, node.StopAsync));
    },
    ReadCatalogue: OrchestratorHost.LoadCatalogue);
return await CommandLineApp.RunAsync(args, Terminal.OfProcess(), services);
