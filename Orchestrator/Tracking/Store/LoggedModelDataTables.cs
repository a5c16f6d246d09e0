using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>Tags, params and metrics of logged models.</summary>
internal static class LoggedModelDataTables
{
    public static LoggedModel WithData(Session session, LoggedModelInfo model)
    {
        var id = model.ModelId;
        var tags = session.All(
            "SELECT tag_key, tag_value FROM logged_model_tags WHERE model_id = ?1 ORDER BY tag_key", static row => new MlflowTag(row.Text(0), row.Text(1)), id);
        var parameters = session.All(
            "SELECT param_key, param_value FROM logged_model_params WHERE model_id = ?1 ORDER BY param_key",
            static row => new RunParam(row.Text(0), row.Text(1)), id);
        var metrics = session.All(
            """
            SELECT metric_name, metric_value, metric_timestamp_ms, metric_step, run_id, model_id, dataset_name, dataset_digest FROM logged_model_metrics
            WHERE model_id = ?1 ORDER BY metric_name, metric_timestamp_ms, metric_step
            """,
            ReadMetric, id);
        return new LoggedModel(
            model with { Tags = tags.Count > 0 ? tags : null },
            new LoggedModelData(parameters.Count > 0 ? parameters : null, metrics.Count > 0 ? metrics : null));
    }

    /// <summary>Params are for ever: the same value may come again, another may not.</summary>
    public static void WriteParams(Session session, string id, IReadOnlyList<RunParam> parameters)
    {
        var experiment = Experiment(session, id);
        foreach (var param in parameters)
        {
            session.Run(
                "INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                id, experiment, param.Key, param.Value);
            var logged = session.First(
                "SELECT param_value FROM logged_model_params WHERE model_id = ?1 AND param_key = ?2", static row => row.Text(0), id, param.Key);
            if (logged != param.Value)
            {
                throw TrackingFault.Invalid(
                    $"Changing param values is not allowed. Param with key='{param.Key}' was already logged with value='{logged}' for model ID='{id}'. Attempted logging new value '{param.Value}'.");
            }
        }
    }

    /// <summary>What a run measured of models; a point that is there already stays, and one of an unknown model is the run's alone.</summary>
    public static void WriteMetrics(Session session, IReadOnlyList<LoggedModelMetric> metrics)
    {
        foreach (var metric in metrics)
        {
            SqlValue value = double.IsNaN(metric.Value) ? (string?)null : Math.Clamp(metric.Value, double.MinValue, double.MaxValue);
            session.Run(
                """
                INSERT INTO logged_model_metrics
                    (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_name, dataset_digest, dataset_uuid)
                SELECT model_id, ?2, ?3, ?4, ?5, experiment_id, ?6, ?7, ?8,
                    (SELECT d.dataset_uuid FROM datasets d WHERE d.experiment_id = l.experiment_id AND d.name = ?7 AND d.digest = ?8)
                FROM logged_models l WHERE model_id = ?1
                ON CONFLICT DO NOTHING
                """,
                metric.ModelId, metric.Key, metric.Timestamp, metric.Step, value, metric.RunId, metric.DatasetName, metric.DatasetDigest);
        }
    }

    public static void WriteTags(Session session, string id, IReadOnlyList<MlflowTag> tags)
    {
        var experiment = Experiment(session, id);
        foreach (var tag in tags)
        {
            session.Run(
                """
                INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET tag_value = excluded.tag_value
                """,
                id, experiment, tag.Key, tag.Value);
        }
    }

    /// <summary>A tag's value; null where it is not set.</summary>
    public static string? Tag(Session session, string id, string key) =>
        session.First("SELECT tag_value FROM logged_model_tags WHERE model_id = ?1 AND tag_key = ?2", static row => row.Text(0), id, key);

    public static void DeleteTag(Session session, string id, string key)
    {
        LoggedModelTable.GetInfo(session, id);
        if (session.Run("DELETE FROM logged_model_tags WHERE model_id = ?1 AND tag_key = ?2", id, key) == 0)
        {
            throw TrackingFault.NotFound($"No tag with key '{key}' found for model with ID '{id}'.");
        }
    }

    private static string Experiment(Session session, string id) => LoggedModelTable.GetInfo(session, id).ExperimentId;

    private static LoggedModelMetric ReadMetric(Statement row) => new(
        row.Text(0), row.IsNull(1) ? double.NaN : row.Real(1), row.Integer(2), row.Integer(3), row.Text(4), row.Text(5), row.TextOrNull(6), row.TextOrNull(7));
}
