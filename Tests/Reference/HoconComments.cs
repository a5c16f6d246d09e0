namespace Tests.Reference;

/// <summary>The keys of a HOCON file with their values and the comment above each; a comment above a block is that of its keys which have none.</summary>
internal static class HoconComments
{
    public static IEnumerable<(string Key, string Value, string Why)> Read(IEnumerable<string> lines)
    {
        var (blocks, above) = (new Stack<(string Name, string Why)>(), new List<string>());
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
            {
                above.Add(line.TrimStart('#', ' '));
                continue;
            }

            var why = above.Count > 0 ? string.Join(' ', above) : blocks.Count > 0 ? blocks.Peek().Why : "";
            if (line.EndsWith('{'))
            {
                // What stands above the whole file is no reason for a key.
                blocks.Push((line.TrimEnd('{', ' '), blocks.Count == 0 ? "" : why));
            }
            else if (line == "}")
            {
                blocks.Pop();
            }
            else if (line.Split('=', 2) is [var key, var value])
            {
                yield return (string.Join('.', blocks.Reverse().Select(block => block.Name).Append(key.Trim())), value.Trim(), why);
            }

            above.Clear();
        }
    }
}
