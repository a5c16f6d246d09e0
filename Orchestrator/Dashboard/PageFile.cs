using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Orchestrator.Dashboard;

/// <summary>A file of the page as it is sent: with its type, its policy, and compressed where the browser takes that.</summary>
internal sealed class PageFile
{
    // Everything from this host, nothing inline, never inside another page.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly byte[] _content;
    private readonly string _type;
    private readonly string _tag;
    private readonly Lazy<byte[]?> _compressed;

    public PageFile(string path, byte[] content)
    {
        (Path, _content) = (path, content);
        _type = Types.TryGetContentType(path, out var type) ? type : "application/octet-stream";
        var text = _type.StartsWith("text/", StringComparison.Ordinal);
        _type = text ? $"{_type}; charset=utf-8" : _type;
        _tag = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        // By gzip: over plain HTTP browsers take no other that is worth it. Once, when it is first wanted.
        _compressed = new(() => text || _type.EndsWith("svg+xml", StringComparison.Ordinal) ? Compress(content) : null);
    }

    /// <summary>Below the page's folder, e.g. <c>assets/index-a1b2.js</c>.</summary>
    public string Path { get; }

    /// <summary>How many bytes it costs a browser.</summary>
    public int Weight => (_compressed.Value ?? _content).Length;

    // Vite names these after their content, so a browser need never ask for them again.
    private bool Hashed => Path.StartsWith("assets/", StringComparison.Ordinal);

    public IResult Send(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = Hashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var compressed = TakesGzip(context.Request.GetTypedHeaders()) ? _compressed.Value : null;
        if (compressed is not null)
        {
            headers.ContentEncoding = "gzip";
        }

        return TypedResults.Bytes(compressed ?? _content, _type, entityTag: new EntityTagHeaderValue($"\"{_tag}{(compressed is null ? "" : "-gzip")}\""));
    }

    private static bool TakesGzip(RequestHeaders headers) =>
        headers.AcceptEncoding.Any(accepted => accepted.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    // Null where it would not become smaller.
    private static byte[]? Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return memory.Length < content.Length ? memory.ToArray() : null;
    }
}
