using System.Text.Json;

namespace Orchestrator.Bench.Dashboard;

/// <summary>A message that answers a question.</summary>
internal sealed record DevToolsAnswer(int Id, JsonElement Result, string? Error)
{
    /// <returns>Null for an event, which answers nothing.</returns>
    public static DevToolsAnswer? Read(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (!root.TryGetProperty("id", out var id))
        {
            return null;
        }

        var error = root.TryGetProperty("error", out var fault) ? fault.GetProperty("message").GetString() : null;
        return new DevToolsAnswer(id.GetInt32(), root.TryGetProperty("result", out var result) ? result.Clone() : default, error);
    }

    /// <exception cref="RefusalException">The browser refused.</exception>
    public JsonElement ResultOf(string method) =>
        Error is null ? Result : throw new RefusalException($"the browser refused {method}: {Error}");

    /// <summary>What an expression came to.</summary>
    /// <exception cref="RefusalException">The page threw instead.</exception>
    public static JsonElement ValueOf(JsonElement evaluated)
    {
        if (evaluated.TryGetProperty("exceptionDetails", out var thrown))
        {
            var text = thrown.TryGetProperty("exception", out var exception) && exception.TryGetProperty("description", out var description) ? description : thrown.GetProperty("text");
            throw new RefusalException($"the page could not be measured: {text.GetString()!.Split('\n')[0]}");
        }

        return evaluated.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }
}
