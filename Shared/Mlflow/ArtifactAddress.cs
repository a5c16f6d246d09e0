namespace Shared.Mlflow;

/// <summary>Where an artifact of a run is reached through the tracking server's artifact proxy.</summary>
public static class ArtifactAddress
{
    private const string Proxy = "api/2.0/mlflow-artifacts/artifacts/";

    /// <param name="server">The tracking server's address, ending in a slash.</param>
    /// <param name="artifactUri">The run's artifact root: mlflow-artifacts:/… or an http(s) address of the proxy.</param>
    /// <param name="path">Below that root, with forward slashes; not yet percent-encoded.</param>
    /// <exception cref="ArgumentException">The path could leave the run's artifacts, or the scheme is none that goes through the server.</exception>
    public static Uri Of(Uri server, string artifactUri, string path)
    {
        if (!IsSafe(path))
        {
            throw new ArgumentException($"artifact path '{path}' is not a relative path of plain names", nameof(path));
        }
        return new Uri($"{Root(server, artifactUri).TrimEnd('/')}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");
    }

    /// <summary>Whether a path is relative, made of plain names, and stays so however often it is percent-decoded.</summary>
    public static bool IsSafe(string path)
    {
        for (var text = path; ;)
        {
            if (text.Length == 0 || text.Contains('\\') || text.Contains('\0') || HasDrive(text)
                || text.Split('/').Any(segment => segment is "" or "." or ".."))
            {
                return false;
            }
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                return true;
            }
            text = decoded;
        }
    }

    private static bool HasDrive(string text) => text.Length > 1 && text[1] == ':' && char.IsAsciiLetter(text[0]);

    private static string Root(Uri server, string artifactUri)
    {
        if (Uri.TryCreate(artifactUri, UriKind.Absolute, out var uri))
        {
            switch (uri.Scheme)
            {
                case "mlflow-artifacts":
                    var host = uri.Authority.Length > 0 ? $"{server.Scheme}://{uri.Authority}/" : server.AbsoluteUri;
                    return $"{host}{Proxy}{uri.AbsolutePath.TrimStart('/')}";
                case "http" or "https":
                    return uri.GetLeftPart(UriPartial.Path);
            }
        }
        throw new ArgumentException($"artifacts at '{artifactUri}' are not served by the tracking server; start it so that it proxies them", nameof(artifactUri));
    }
}
