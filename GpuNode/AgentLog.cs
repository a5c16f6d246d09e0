using System.Globalization;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Formatting.Compact;

namespace GpuNode;

/// <summary>The agent's log: the console and a rolling file below the data folder; as lines for people, or for machines where EXPERIMENTS_LOG=json.</summary>
internal static class AgentLog
{
    private const string Variable = "EXPERIMENTS_LOG";
    private const int DaysKept = 7;

    public static void Start(GpuNodeOptions options)
    {
        var json = string.Equals(Environment.GetEnvironmentVariable(Variable), "json", StringComparison.OrdinalIgnoreCase);
        Log.Logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Akka", LogEventLevel.Warning)
            .Enrich.WithProperty("Agent", options.Name)
            // People read the console: what Akka tells of its associations, and stack traces, are for the file.
            .WriteTo.Logger(console => console.Filter.ByExcluding(Matching.FromSource("Akka")).WriteTo.Shown(json, options.Tied ? LogEventLevel.Fatal : LogEventLevel.Information))
            .WriteTo.Files(json, Path.Combine(options.LogFolder, $"node-{options.Name}-.log"))
            .CreateLogger();
    }

    private static LoggerConfiguration Shown(this LoggerSinkConfiguration to, bool json, LogEventLevel least) => json
        ? to.Console(new CompactJsonFormatter(), least)
        : to.Console(restrictedToMinimumLevel: least, outputTemplate: "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}", formatProvider: CultureInfo.InvariantCulture);

    private static LoggerConfiguration Files(this LoggerSinkConfiguration to, bool json, string file) => json
        ? to.File(new CompactJsonFormatter(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept, shared: true)
        : to.File(file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept, shared: true, formatProvider: CultureInfo.InvariantCulture);
}
