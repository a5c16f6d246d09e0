using System.Globalization;
using Serilog;
using Serilog.Events;

namespace Orchestrator.Hosting;

/// <summary>The orchestrator's log: everything with names in a rolling file below the data folder, errors alone on the console.</summary>
internal static class OrchestratorLog
{
    public static void Start(OrchestratorOptions options) => Log.Logger = new LoggerConfiguration()
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Akka", LogEventLevel.Information)
        .WriteTo.File(
            Path.Combine(Path.GetFullPath(options.DataFolder), "logs", "orchestrator-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7,
            formatProvider: CultureInfo.InvariantCulture)
        .CreateLogger();
}
