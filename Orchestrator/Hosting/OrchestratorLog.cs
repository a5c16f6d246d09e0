using System.Globalization;
using Serilog;
using Serilog.Events;

namespace Orchestrator.Hosting;

/// <summary>The orchestrator's log: a rolling file below the data folder, and the error output where it is asked for.</summary>
internal static class OrchestratorLog
{
    public static void Start(OrchestratorOptions options) => Log.Logger = new LoggerConfiguration()
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Akka", LogEventLevel.Information)
        .WriteTo.Console(
            restrictedToMinimumLevel: options.Verbose ? LogEventLevel.Information : LogEventLevel.Fatal, standardErrorFromLevel: LogEventLevel.Verbose,
            formatProvider: CultureInfo.InvariantCulture)
        .WriteTo.File(
            Path.Combine(options.LogFolder, "orchestrator-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7,
            formatProvider: CultureInfo.InvariantCulture)
        .CreateLogger();
}
