using Orchestrator;
using Orchestrator.CommandLine;

var services = new CommandServices(
    StartOrchestrator: (_, _) => throw new RefusalException("this build can't start an orchestrator"),
    StartNode: (_, _) => throw new RefusalException("this build can't start a node"),
    ReadCatalogue: () => throw new RefusalException("this build has no trainer"));
return await CommandLineApp.RunAsync(args, Terminal.OfProcess(), services);
