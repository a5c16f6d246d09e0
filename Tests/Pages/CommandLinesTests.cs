using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.Pages;

/// <summary>What pages tell people to type is a command line that is understood: commands, arguments and options by their names.</summary>
public sealed partial class CommandLinesTests
{
    [Fact]
    public void Every_command_line_of_every_page_is_understood()
    {
        var root = CommandLineApp.Root(new Terminal(TextWriter.Null, TextWriter.Null, Plain: true, _ => null, TimeProvider.System), CommandLine.CommandRun.Services());
        var lines = Pages().SelectMany(page => Typed().Matches(File.ReadAllText(page).Replace("\\\n", "", StringComparison.Ordinal))
            .Select(match => (Page: Path.GetFileName(page), Line: match.Groups[1].Value.Trim()))).ToList();

        Assert.True(lines.Count > 50, $"only {lines.Count} command lines were found");
        Assert.Equal([], lines.Select(one => (one.Page, one.Line, Fault: Fault(root, one.Line))).Where(one => one.Fault.Length > 0));
    }

    private static IEnumerable<string> Pages() =>
        Directory.GetFiles(Repository.Path("docs"), "*.md").Concat(["README.md", "deploy/README.md"]).Select(page => Path.GetFullPath(page, Repository.Root));

    // Words in capitals stand for a person's own: a trial's is a number.
    private static string Fault(RootCommand root, string line) =>
        string.Join("; ", root.Parse([.. CommandLineParser.SplitCommandLine(line).Select(word => word is "TRIAL" or "N" ? "3" : word)]).Errors.Select(error => error.Message));

    // At the beginning of a line, or of code within a sentence; up to a comment, a pipe, or the end.
    [GeneratedRegex("""(?:^ *|`)experiments ((?:-|[a-z])(?:"[^"\n]*"|[^"#|>`\n])*)""", RegexOptions.Multiline)]
    private static partial Regex Typed();
}
