using System.Text;

namespace Tests.Reference;

/// <summary>A Markdown page as it grows.</summary>
internal sealed class PageText
{
    private readonly StringBuilder _text = new();

    public PageText(string title, string about) => Line($"# {title}").Line().Line("<!-- Written by Tests/Reference from the code; changes by hand are lost. -->").Line().Line(about);

    public PageText Line(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public PageText Heading(int level, string title) => Gap().Line($"{new string('#', level)} {title}").Line();

    /// <summary>Rows without a table's head would be text: none are written where there are none.</summary>
    public PageText Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return this;
        }

        Row(head);
        Row([.. head.Select(_ => "---")]);
        all.ForEach(row => Row(row));
        return this;
    }

    public override string ToString() => _text.ToString();

    public static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private PageText Gap() => _text.Length > 1 && _text[^1] == '\n' && _text[^2] == '\n' ? this : Line();

    private PageText Row(IReadOnlyList<string> cells) => Line($"| {string.Join(" | ", cells.Select(Cell))} |");

    private static string Cell(string text) => string.Join(' ', text.Split(['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);
}
