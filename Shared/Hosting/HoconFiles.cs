using Akka.Configuration;

namespace Shared.Hosting;

/// <summary>Akka's tuning, from the files in <c>hocon</c> beside the program, where an operator can change it.</summary>
public static class HoconFiles
{
    /// <summary>What nodes and orchestrators share.</summary>
    public static Config Cluster() => Read("cluster");

    /// <summary>The shared file, overridden by the orchestrator's own.</summary>
    public static Config Orchestrator() => Read("orchestrator").WithFallback(Cluster());

    private static Config Read(string name) => ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", name + ".conf")));
}
