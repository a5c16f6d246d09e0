using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Tracking.Routes;

/// <summary>How far a search has come, as clients hand it back: base64 of <c>{"offset": N}</c>.</summary>
internal static class PageToken
{
    public static string Of(long offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"offset\": {offset}}}")));

    /// <summary>0 for none.</summary>
    public static long Offset(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(token));
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("offset", out var value)
                && value.TryGetInt64(out var offset)
                && offset >= 0)
            {
                return offset;
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            // Said below.
        }
        throw TrackingFault.Invalid("Invalid page token, could not base64-decode");
    }
}
