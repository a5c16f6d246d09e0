using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Routes;

/// <summary>How far a search has come, as clients hand it back: base64 of <c>{"offset": N}</c>, or, in a metric's history, of <c>{"after": [step, time, value, is NaN]}</c>.</summary>
internal static class PageToken
{
    public static string Of(long offset) => Encoded(string.Create(CultureInfo.InvariantCulture, $"{{\"offset\": {offset}}}"));

    public static string Of(HistoryPlace place) =>
        Encoded(string.Create(CultureInfo.InvariantCulture, $"{{\"after\": [{place.Step}, {place.Timestamp}, {place.Value:R}, {(place.IsNan ? 1 : 0)}]}}"));

    /// <summary>0 for none.</summary>
    public static long Offset(string? token) => string.IsNullOrEmpty(token) ? 0 : Read(token, OffsetOf);

    /// <summary>Null where the token tells none: it is empty, or an offset.</summary>
    public static HistoryPlace? Place(string? token) => string.IsNullOrEmpty(token) ? null : Read<HistoryPlace?>(token, static json => PlaceOf(json));

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    private static T Read<T>(string token, Func<JsonElement, T> map)
    {
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(token));
            return map(json.RootElement);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw TrackingFault.Invalid("Invalid page token, could not base64-decode");
        }
    }

    private static long OffsetOf(JsonElement json) => json.GetProperty("offset").GetInt64() is >= 0 and var offset ? offset : throw new FormatException();

    private static HistoryPlace? PlaceOf(JsonElement json) => json.TryGetProperty("after", out var after)
        ? new HistoryPlace(after[0].GetInt64(), after[1].GetInt64(), after[2].GetDouble(), after[3].GetInt64() != 0)
        : null;
}
