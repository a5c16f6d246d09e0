using Microsoft.AspNetCore.Http.Features;
using Orchestrator.Access;
using Orchestrator.Tracking.Artifacts;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>Artifacts: a run's listing, the proxy through which clients reach the store, and downloads for browsers.</summary>
internal sealed class ArtifactRoutes(TrackingStore store, IArtifactStore artifacts)
{
    private const string Proxy = "/mlflow-artifacts/artifacts";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("GET", "/mlflow/artifacts/list", ListOfRunAsync);
        endpoints.MapCall("GET", Proxy, ListAsync);
        endpoints.MapRaw("GET", Proxy + "/{**path}", context => context.SendArtifactAsync(artifacts, RawPath(context)));
        endpoints.MapRaw("PUT", Proxy + "/{**path}", PutAsync);
        endpoints.MapRaw("DELETE", Proxy + "/{**path}", DeleteAsync);
        endpoints.MapRawAt("GET", "/get-artifact", GetOfRunAsync);
        endpoints.MapRawAt("POST", "/ajax-api/2.0/mlflow/upload-artifact", PutOfRunAsync);
        foreach (var step in (string[])["create", "complete", "abort"])
        {
            endpoints.MapRaw("POST", $"/mlflow-artifacts/mpu/{step}/{{**path}}", RefuseParts);
        }
    }

    private Task ListOfRunAsync(HttpContext context, Arguments arguments)
    {
        var (uri, root) = RootOf(arguments.RunId());
        return context.ListArtifactsAsync(artifacts, uri, root, arguments.Text("path") ?? "");
    }

    // Without a path the real server lists every run of everybody; nobody needs that.
    private async Task ListAsync(HttpContext context, Arguments arguments)
    {
        var files = (await artifacts.ListAsync(ArtifactPath.Parse(arguments.Required("path")), context.RequestAborted)).Select(entry => entry.Listed("")).ToList();
        await context.AnswerAsync(new(null, files.Count > 0 ? files : null, null), MlflowJson.Default.ArtifactList);
    }

    private async Task PutAsync(HttpContext context)
    {
        var path = RawPath(context);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // Checkpoints have no bound unless somebody set one; the body goes straight to the disk.
            size.MaxRequestBodySize = context.RequestServices.GetRequiredService<HttpAccess>().MaxUpload;
        }
        await artifacts.WriteAsync(path, context.Request.Body, context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await artifacts.DeleteAsync(RawPath(context), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task GetOfRunAsync(HttpContext context)
    {
        using var arguments = Arguments.OfQuery(context.Request.Query);
        var path = RootOf(arguments.RunId()).Root.At(ArtifactPath.Parse(arguments.Required("path")).Value);
        return context.SendArtifactAsync(artifacts, path);
    }

    // What a page of the results sends; its bound is MLflow's.
    private async Task PutOfRunAsync(HttpContext context)
    {
        using var arguments = Arguments.OfQuery(context.Request.Query);
        var path = RootOf(arguments.RunId()).Root.At(ArtifactPath.Parse(arguments.Required("path")).Value);
        if (context.Request.ContentLength > Limits.UploadBytes)
        {
            throw TrackingFault.Invalid("Artifact size is too large. Max size is 10MB.");
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // For a body that does not say its size.
            size.MaxRequestBodySize = Limits.UploadBytes;
        }
        await artifacts.WriteAsync(path, context.Request.Body, context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    // Clients match the beginning of the text and send the file in one piece then.
    private static Task RefuseParts(HttpContext context) => throw new TrackingFault(
        "NOT_IMPLEMENTED", "Multipart upload is not supported for the current artifact repository: each file is sent in one piece.");

    private (string Uri, ArtifactPath Root) RootOf(string runId)
    {
        var uri = store.Read(session => RunTable.GetInfo(session, runId)).ArtifactUri ?? "";
        return (uri, ArtifactAnswers.RootOf(uri, $"run {runId}"));
    }

    /// <summary>
    /// The path as the client sent it, decoded once: the server's own path has lost dot segments and kept some escapes, so that a check of it would see neither an
    /// attack nor a name with a percent sign.
    /// </summary>
    private static ArtifactPath RawPath(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var start = target.IndexOf(Proxy + "/", StringComparison.Ordinal);
        if (start < 0)
        {
            throw TrackingFault.Invalid("Invalid path");
        }
        var raw = target[(start + Proxy.Length + 1)..];
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? raw : raw[..query];
        return ArtifactPath.Parse(Uri.UnescapeDataString(path));
    }
}
