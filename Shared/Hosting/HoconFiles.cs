using Akka.Configuration;

namespace Shared.Hosting;

/// <summary>Akka's tuning, from the files in <c>hocon</c> beside the program, where an operator can change it.</summary>
public static class HoconFiles
{
    /// <summary>The shared file, overridden by the program's own.</summary>
    /// <param name="own">Name of the program's own file, without extension.</param>
    public static Config Load(string own) => Read(own).WithFallback(Read("cluster"));

    private static Config Read(string name) => ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", name + ".conf")));
}
