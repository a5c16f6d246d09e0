using System.Text.RegularExpressions;
using Tests.Support;
using Xunit;

namespace Tests.Conventions;

/// <summary>A page that points at a file, or at a heading of one, which is gone is worse than none.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Folders = ["docs", "deploy", "Experiments/sweeps"];

    private static IReadOnlyList<(string Page, string File, string Heading)> Links { get; } = [.. Pages().SelectMany(LinksOf)];

    [Fact]
    public void Every_relative_link_of_every_page_leads_to_a_file()
    {
        Assert.NotEmpty(Links);
        Assert.Equal([], Links.Where(link => !Path.Exists(link.File)));
    }

    [Fact]
    public void Every_link_to_a_heading_leads_to_one() =>
        Assert.Equal([], Links.Where(link => link.Heading.Length > 0 && link.File.EndsWith(".md", StringComparison.Ordinal) && !Headings(link.File).Contains(link.Heading)));

    private static IEnumerable<string> Pages() => Directory.GetFiles(Repository.Root, "*.md")
        .Concat(Folders.SelectMany(folder => Directory.GetFiles(Repository.Path(folder), "*.md", SearchOption.AllDirectories)));

    private static IEnumerable<(string Page, string File, string Heading)> LinksOf(string page) => Link().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal))
        .Select(target => target.Split('#', 2))
        .Select(parts => (page, parts[0].Length == 0 ? page : Path.GetFullPath(parts[0], Path.GetDirectoryName(page)!), parts.ElementAtOrDefault(1) ?? ""));

    // As GitHub makes them: small letters, hyphens for blanks, nothing of punctuation; a heading's own link counts by its text.
    private static HashSet<string> Headings(string page) =>
        [.. Heading().Matches(File.ReadAllText(page)).Select(match => Punctuation().Replace(Target().Replace(match.Groups[1].Value.Trim(), "]"), "").Replace(' ', '-').ToLowerInvariant())];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\([^)]*\)")]
    private static partial Regex Target();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
