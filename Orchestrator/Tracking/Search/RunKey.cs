namespace Orchestrator.Tracking.Search;

/// <summary>What a key of a run search means.</summary>
internal enum RunKeyKind
{
    Metric,
    Param,
    Tag,
    TextAttribute,
    NumberAttribute,
    Dataset,
}

/// <summary>A checked key of a run search.</summary>
/// <param name="Name">Of the metric, param or tag; of the column for an attribute or a data set, whose context is no column.</param>
internal sealed record RunKey(RunKeyKind Kind, string Name)
{
    /// <summary>MLflow's many spellings: singular, plural, short; no entity means attribute; the run's name is a tag.</summary>
    public static RunKey Of(SearchKey key) => key.Entity switch
    {
        "metrics" or "metric" => new RunKey(RunKeyKind.Metric, Named(key)),
        "params" or "param" or "parameters" or "parameter" => new RunKey(RunKeyKind.Param, Named(key)),
        "tags" or "tag" => new RunKey(RunKeyKind.Tag, Named(key)),
        "datasets" or "dataset" => Dataset(key),
        null or "attributes" or "attribute" or "attr" or "run" => Attribute(key),
        _ => throw TrackingFault.Invalid($"Invalid entity type '{key.Entity}'. Valid values are metrics, params, tags, attributes, datasets"),
    };

    private static string Named(SearchKey key) => key.Name.Length > 0 ? key.Name : throw TrackingFault.Invalid($"Invalid key '{key}': a name must follow the dot");

    private static RunKey Dataset(SearchKey key) => key.Name is "name" or "digest" or "context"
        ? new RunKey(RunKeyKind.Dataset, key.Name)
        : throw TrackingFault.Invalid($"Invalid dataset key '{key.Name}' specified. Valid keys are name, digest, context");

    private static RunKey Attribute(SearchKey key) => key.Name switch
    {
        "run_id" => new RunKey(RunKeyKind.TextAttribute, "run_uuid"),
        "status" or "user_id" or "artifact_uri" => new RunKey(RunKeyKind.TextAttribute, key.Name),
        "start_time" or "created" or "Created" => new RunKey(RunKeyKind.NumberAttribute, "start_time"),
        "end_time" => new RunKey(RunKeyKind.NumberAttribute, "end_time"),
        "run_name" or "run name" or "Run name" or "Run Name" => new RunKey(RunKeyKind.Tag, "mlflow.runName"),
        _ => throw Operands.Unknown(key, "run_id, run_name, status, user_id, artifact_uri, start_time, end_time"),
    };
}
