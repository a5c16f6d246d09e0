using System.Globalization;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Orchestrator.Hosting;

/// <summary>The orchestrator's log: a rolling file below the data folder, and the error output where it is asked for; as lines for people, or for machines where EXPERIMENTS_LOG=json.</summary>
internal static class OrchestratorLog
{
    private const string Variable = "EXPERIMENTS_LOG";
    private const int DaysKept = 7;

    public static void Start(OrchestratorOptions options)
    {
        var json = string.Equals(Environment.GetEnvironmentVariable(Variable), "json", StringComparison.OrdinalIgnoreCase);
        var shown = options.Verbose ? LogEventLevel.Information : LogEventLevel.Fatal;
        Log.Logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Akka", LogEventLevel.Information)
            .WriteTo.Errors(json, shown)
            .WriteTo.Files(json, Path.Combine(options.LogFolder, "orchestrator-.log"))
            .CreateLogger();
    }

    private static LoggerConfiguration Errors(this LoggerSinkConfiguration to, bool json, LogEventLevel least) => json
        ? to.Console(new CompactJsonFormatter(), least, standardErrorFromLevel: LogEventLevel.Verbose)
        : to.Console(restrictedToMinimumLevel: least, standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: CultureInfo.InvariantCulture);

    private static LoggerConfiguration Files(this LoggerSinkConfiguration to, bool json, string file) => json
        ? to.File(new CompactJsonFormatter(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept)
        : to.File(file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept, formatProvider: CultureInfo.InvariantCulture);
}
