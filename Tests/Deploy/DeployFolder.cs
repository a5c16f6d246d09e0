using Tests.Sweeps;
using YamlDotNet.RepresentationModel;

namespace Tests.Deploy;

/// <summary>The files in deploy/.</summary>
internal static class DeployFolder
{
    public static string Root { get; } = System.IO.Path.Combine(SweepFiles.Root, "deploy");

    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    public static string Text(string name) => File.ReadAllText(Path(name));

    /// <summary>The lines that are no comments.</summary>
    public static IEnumerable<string> Lines(string name) => File.ReadLines(Path(name)).Where(line => !line.TrimStart().StartsWith('#'));

    /// <summary>Every file, by its name below deploy/.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];

    public static YamlNode Yaml(string name)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Text(name));
        stream.Load(reader);
        return stream.Documents.Single().RootNode;
    }

    /// <summary>A list of words, such as a container's arguments.</summary>
    public static IReadOnlyList<string> Words(YamlNode list) => [.. ((YamlSequenceNode)list).Select(word => ((YamlScalarNode)word).Value!)];

    /// <summary>What a mapping has, by key; empty where there is none.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Entries(YamlNode node, string? key = null)
    {
        var map = key is null ? node : ((YamlMappingNode)node).Children.TryGetValue(key, out var found) ? found : null;
        return map is YamlMappingNode mapping ? mapping.Children.ToDictionary(entry => ((YamlScalarNode)entry.Key).Value!, entry => entry.Value) : new Dictionary<string, YamlNode>();
    }
}
