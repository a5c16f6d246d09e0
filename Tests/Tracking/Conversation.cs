using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Tests.Tracking;

/// <summary>
/// Requests and the answers expected, as data. An expected answer names what must be there (objects may hold more, lists may not); <c>"{name}"</c> stands for
/// a value seen before or saved now, <c>"…text…"</c> for a text that contains it, <c>null</c> for what must be absent, <c>"*"</c> for anything. In requests,
/// too, <c>"{ab*3}"</c> stands for ababab.
/// </summary>
internal static partial class Conversation
{
    public static IEnumerable<string> Names => typeof(Conversation).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("conversations/", StringComparison.Ordinal)).Select(name => name["conversations/".Length..]);

    public static async Task HoldAsync(string name, Uri server, HttpClient http)
    {
        using var stream = typeof(Conversation).Assembly.GetManifestResourceStream("conversations/" + name)!;
        var known = new Dictionary<string, string> { ["unique"] = Guid.NewGuid().ToString("N")[..8] };
        foreach (var step in JsonNode.Parse(stream)!.AsArray())
        {
            await StepAsync(step!.AsObject(), server, http, known);
        }
    }

    private static async Task StepAsync(JsonObject step, Uri server, HttpClient http, Dictionary<string, string> known)
    {
        var (method, path) = step["ask"]!.GetValue<string>().Split(' ', 2) switch { var parts => (parts[0], Fill(parts[1], known)) };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server, path.StartsWith('/') ? path : "/api/2.0/mlflow/" + path));
        if (step["raw"] is { } raw)
        {
            request.Content = new StringContent(Fill(raw.GetValue<string>(), known));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(step["type"]?.GetValue<string>() ?? "application/json");
        }
        else if (step["body"] is { } body)
        {
            request.Content = new StringContent(Fill(body.ToJsonString(), known), MediaTypeHeaderValue.Parse("application/json"));
        }
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var about = $"{step["ask"]} {step["body"] ?? step["raw"]}\nanswered {(int)response.StatusCode} {text}\n";
        Assert.True((step["status"]?.GetValue<int>() ?? 200) == (int)response.StatusCode, about);
        if (step["text"] is { } plain)
        {
            Assert.True(IsLike(Fill(plain.GetValue<string>(), known), text), about);
        }
        if (step["type of answer"] is { } type)
        {
            Assert.Equal(type.GetValue<string>(), response.Content.Headers.ContentType?.MediaType);
        }
        if (step["answer"] is { } answer)
        {
            Match(answer, JsonNode.Parse(text), "$", about, known);
        }
    }

    private static void Match(JsonNode? expected, JsonNode? actual, string path, string about, Dictionary<string, string> known)
    {
        switch (expected)
        {
            case null:
                Assert.True(actual is null, $"{about}{path} should be absent");
                break;
            case JsonObject members:
                Assert.True(actual is JsonObject, $"{about}{path} should be an object");
                foreach (var (name, member) in members)
                {
                    Match(member, actual[name], $"{path}.{name}", about, known);
                }
                break;
            case JsonArray items:
                Assert.True(actual is JsonArray list && list.Count == items.Count, $"{about}{path} should have {items.Count} items");
                foreach (var (index, (wanted, found)) in ByKey(items).Zip(ByKey(actual.AsArray())).Index())
                {
                    Match(wanted, found, $"{path}[{index}]", about, known);
                }
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                MatchText(text, actual, path, about, known);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{about}{path} should be {expected.ToJsonString()}");
                break;
        }
    }

    // The API promises no order among the items of a run; points of one metric keep theirs.
    private static IEnumerable<JsonNode?> ByKey(JsonArray items) =>
        items.OrderBy(item => item is JsonObject member && member["key"] is { } key ? key.GetValue<string>() : "", StringComparer.Ordinal);

    private static void MatchText(string expected, JsonNode? actual, string path, string about, Dictionary<string, string> known)
    {
        Assert.True(actual is not null, $"{about}{path} should be there");
        if (expected == "*")
        {
            return;
        }
        Assert.True(actual is JsonValue value && value.TryGetValue<string>(out _), $"{about}{path} should be a text");
        var said = actual.GetValue<string>();
        if (WholePlaceholder().Match(expected) is { Success: true } placeholder && known.TryAdd(placeholder.Groups[1].Value, said))
        {
            return;
        }
        var wanted = Fill(expected, known);
        Assert.True(IsLike(wanted, said), $"{about}{path} should be {wanted}");
    }

    private static bool IsLike(string wanted, string said) =>
        wanted.Length > 2 && wanted[0] == '…' ? said.Contains(wanted[1..^1], StringComparison.Ordinal) : said == wanted;

    private static string Fill(string text, Dictionary<string, string> known) => Placeholder().Replace(
        Repeated().Replace(text, match => new StringBuilder().Insert(0, match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)).ToString()),
        match => known.TryGetValue(match.Groups[1].Value, out var value) ? value : match.Value);

    [GeneratedRegex(@"\A\{([a-z]+)\}\z")]
    private static partial Regex WholePlaceholder();

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{([^{}""*]+)\*([0-9]+)\}")]
    private static partial Regex Repeated();
}
