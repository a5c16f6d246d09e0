using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace Orchestrator.Dashboard;

/// <summary>The built page's files by their path. A build without npm has none: a small page then says so.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "web/";

    private const string NotBuilt = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <title>Experiments</title>
          </head>
          <body>
            <h1>The results page was not built</h1>
            <p>This build of the orchestrator was made without npm, which builds the page. Everything else works.</p>
            <p>To have the page, install Node.js with npm where the orchestrator is built, build it again and start it anew.</p>
            <p>The same numbers come from the command line: <code>list</code>, <code>status</code>, <code>watch</code>.</p>
          </body>
        </html>
        """;

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(IEnumerable<PageFile> files) => _files = files.ToFrozenDictionary(file => file.Path);

    /// <summary>Whether the page was built.</summary>
    public bool Built => _files.ContainsKey("index.html");

    /// <summary>The HTML page.</summary>
    public PageFile Index => Find("index.html") ?? new PageFile("index.html", Encoding.UTF8.GetBytes(NotBuilt));

    public IEnumerable<PageFile> All => _files.Values;

    /// <summary>The file at a path below the page's folder; null where there is none.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    public static PageFiles Of(Assembly assembly) => new(assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => new PageFile(name[Prefix.Length..], Read(assembly, name))));

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
