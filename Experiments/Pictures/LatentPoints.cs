using System.Text.Json;

namespace Experiments.Pictures;

/// <summary>Where images lie in the latent plane, as data: what the results page draws under the pointer.</summary>
public static class LatentPoints
{
    // More say nothing more to the eye, and every trial keeps a file of them.
    private const int Most = 2000;
    private const int Decimals = 3;

    /// <summary><c>{"x": […], "y": […], "label": […]}</c>: the first so many points that are finite; without labels where the images have none.</summary>
    public static byte[] Json(IReadOnlyList<(float X, float Y)> points, IReadOnlyList<int>? labels)
    {
        var shown = Enumerable.Range(0, points.Count).Where(point => float.IsFinite(points[point].X) && float.IsFinite(points[point].Y)).Take(Most).ToList();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Write(json, "x", shown, point => Math.Round(points[point].X, Decimals));
            Write(json, "y", shown, point => Math.Round(points[point].Y, Decimals));
            if (labels is not null)
            {
                Write(json, "label", shown, point => labels[point]);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, List<int> points, Func<int, double> value)
    {
        json.WriteStartArray(name);
        points.ForEach(point => json.WriteNumberValue(value(point)));
        json.WriteEndArray();
    }
}
