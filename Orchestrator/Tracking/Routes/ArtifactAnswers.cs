using Microsoft.Net.Http.Headers;
using Orchestrator.Tracking.Artifacts;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>Answers made of stored artifacts: listings and the artifacts themselves.</summary>
internal static class ArtifactAnswers
{
    private const string Scheme = "mlflow-artifacts:/";

    /// <summary>The folder in the store that an artifact address of this server means.</summary>
    /// <param name="owner">Whose artifacts they are, for a person.</param>
    public static ArtifactPath RootOf(string uri, string owner) =>
        uri.StartsWith(Scheme, StringComparison.Ordinal) && !uri.StartsWith(Scheme + "/", StringComparison.Ordinal)
            ? ArtifactPath.Parse(uri[Scheme.Length..])
            : throw new TrackingFault("NOT_IMPLEMENTED", $"The artifacts of {owner} lie at '{uri}', which this server does not serve");

    /// <summary>One level; the paths count from the root.</summary>
    public static async Task ListArtifactsAsync(this HttpContext context, IArtifactStore artifacts, string uri, ArtifactPath root, string path)
    {
        var prefix = path.Length == 0 ? "" : ArtifactPath.Parse(path).Value + "/";
        var files = (await artifacts.ListAsync(root.At(path), context.RequestAborted)).Select(entry => entry.Listed(prefix)).ToList();
        await context.AnswerAsync(new(uri, files.Count > 0 ? files : null, null), MlflowJson.Default.ArtifactList);
    }

    public static async Task SendArtifactAsync(this HttpContext context, IArtifactStore artifacts, ArtifactPath path)
    {
        var artifact = await artifacts.OpenAsync(path, context.RequestAborted) ?? throw TrackingFault.NotFound($"No artifact at '{path.Value}'");
        context.Response.Headers.XContentTypeOptions = "nosniff";
        // Of whatever kind it is, it is somebody's file and no page of ours.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "no-cache";
        await TypedResults
            .Stream(artifact.Content, ArtifactTypes.Of(path.Name), path.Name, artifact.LastModified, new EntityTagHeaderValue($"\"{artifact.Version}\""), enableRangeProcessing: true)
            .ExecuteAsync(context);
    }
}
