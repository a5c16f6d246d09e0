using System.Text.RegularExpressions;

namespace Tests.Reference;

/// <summary>The comments of a .proto file, which its descriptors have lost: those above a message under its name, those behind a field as MESSAGE.FIELD.</summary>
internal static partial class ProtoComments
{
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> lines)
    {
        var (found, above, message) = (new Dictionary<string, string>(), new List<string>(), "");
        foreach (var line in lines)
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                above.Add(comment.Groups[1].Value);
                continue;
            }

            if (Message().Match(line) is { Success: true } begins)
            {
                message = begins.Groups[1].Value;
                if (above.Count > 0)
                {
                    found[message] = string.Join(' ', above);
                }
            }
            else if (Field().Match(line) is { Success: true } field)
            {
                found[$"{message}.{field.Groups[1].Value}"] = field.Groups[2].Value;
            }

            above.Clear();
        }

        return found;
    }

    [GeneratedRegex(@"^\s*//\s*(.+)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^message (\w+) \{")]
    private static partial Regex Message();

    [GeneratedRegex(@"(\w+) = \d+;\s*//\s*(.+)$")]
    private static partial Regex Field();
}
