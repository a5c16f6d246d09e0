using System.Globalization;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>A version of a registered model that is to be made.</summary>
/// <param name="ModelId">The logged model that it comes from.</param>
internal sealed record NewModelVersion(
    string Name, string Source, string? RunId, string? ModelId, string? RunLink, string? Description, IReadOnlyList<MlflowTag> Tags);

/// <summary>Where the files of a new model version are, and which run they come from.</summary>
internal static class ModelLocations
{
    /// <summary>Marks prompts, which are kept in the registry but are no models; their source is a mere text.</summary>
    public const string PromptTag = "mlflow.prompt.is_prompt";

    private const string Models = "models:/";

    public static (string Location, string? RunId) Of(Session session, NewModelVersion wanted)
    {
        if (ModelSources.IsLocal(wanted.Source))
        {
            CheckLocal(session, wanted);
            return (wanted.Source, wanted.RunId);
        }
        ModelSources.CheckAddress(wanted.Source);
        if (!wanted.Source.StartsWith(Models, StringComparison.Ordinal))
        {
            return (wanted.Source, wanted.RunId);
        }
        var (location, runId) = OfModel(session, wanted.Source);
        return (location, wanted.RunId ?? runId);
    }

    private static void CheckLocal(Session session, NewModelVersion wanted)
    {
        var isPrompt = wanted.Tags.Any(tag => tag.Key == PromptTag && tag.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
        if (isPrompt && !ModelSources.HasScheme(wanted.Source) && !Path.IsPathRooted(wanted.Source))
        {
            return;
        }
        var artifacts = wanted.ModelId is { } model ? LoggedModelTable.GetInfo(session, model).ArtifactUri
            : wanted.RunId is { } run ? RunTable.GetInfo(session, run).ArtifactUri
            : null;
        ModelSources.CheckPath(wanted.Source, artifacts);
    }

    // models:/<logged model>, models:/<name>@<alias> or models:/<name>/<version>
    private static (string Location, string? RunId) OfModel(Session session, string source)
    {
        var model = source[Models.Length..].Trim('/');
        if (LoggedModelTable.IsId(model))
        {
            var logged = LoggedModelTable.GetInfo(session, model);
            return (logged.ArtifactUri, logged.SourceRunId);
        }
        var slash = model.LastIndexOf('/');
        if (slash > 0 && long.TryParse(model[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (ModelVersionTable.Location(session, model[..slash], number), null);
        }
        var at = model.LastIndexOf('@');
        if (at <= 0)
        {
            throw TrackingFault.Invalid($"Invalid model version source: '{source}'. A model is models:/<name>/<version>, models:/<name>@<alias> or models:/<model id>.");
        }
        var version = ModelAliasTable.GetVersion(session, model[..at], model[(at + 1)..]);
        return (ModelVersionTable.Location(session, version.Name, long.Parse(version.Version, CultureInfo.InvariantCulture)), null);
    }
}
