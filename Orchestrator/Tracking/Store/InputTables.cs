using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>What runs were fed with and what they made: data sets, and edges in <c>inputs</c> between them, runs and logged models.</summary>
internal static class InputTables
{
    /// <summary>The tag of a data set's use that says what it was used for.</summary>
    public const string ContextTag = "mlflow.data.context";

    /// <summary>Logging the same again changes nothing: neither the data set nor the tags of its use.</summary>
    public static void LogInputs(Session session, string runId, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<ModelInput> models)
    {
        RunTable.RequireActive(session, runId);
        foreach (var input in datasets)
        {
            WriteDataset(session, runId, input);
        }
        foreach (var model in models)
        {
            session.Run(
                """
                INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
                VALUES (?1, 'RUN_INPUT', ?2, 'MODEL_INPUT', ?3) ON CONFLICT DO NOTHING
                """,
                NewId(), runId, model.ModelId);
        }
    }

    /// <summary>Of a model that is logged again the last step stays.</summary>
    public static void LogOutputs(Session session, string runId, IReadOnlyList<ModelOutput> models)
    {
        RunTable.RequireActive(session, runId);
        foreach (var model in models)
        {
            session.Run(
                """
                INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
                VALUES (?1, 'RUN_OUTPUT', ?2, 'MODEL_OUTPUT', ?3, ?4) ON CONFLICT DO UPDATE SET step = excluded.step
                """,
                NewId(), runId, model.ModelId, model.Step);
        }
    }

    /// <param name="ids">Of the runs, as a JSON list.</param>
    public static Dictionary<string, List<DatasetInput>> Datasets(Session session, string ids)
    {
        var uses = RowsByRun.Read(
            session,
            $"""
            SELECT i.destination_id, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile
            FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
            WHERE i.destination_type = 'RUN' AND i.destination_id IN {RowsByRun.Ids} AND i.source_type = 'DATASET' ORDER BY i.rowid
            """,
            ids,
            static row => (Id: row.Text(1), Dataset: new MlflowDataset(row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.TextOrNull(6), row.TextOrNull(7))));
        if (uses.Count == 0)
        {
            return [];
        }
        var inputs = JsonSerializer.Serialize([.. uses.Values.SelectMany(list => list).Select(use => use.Id)], RunIdsJson.Default.ListString);
        var tags = session.All(
                "SELECT input_uuid, name, value FROM input_tags WHERE input_uuid IN (SELECT value FROM json_each(?1)) ORDER BY rowid",
                static row => (Input: row.Text(0), Tag: new MlflowTag(row.Text(1), row.Text(2))), inputs)
            .ToLookup(found => found.Input, found => found.Tag);
        return uses.ToDictionary(run => run.Key, run => run.Value.ConvertAll(use => new DatasetInput(tags[use.Id].ToArray() is { Length: > 0 } some ? some : null, use.Dataset)));
    }

    /// <inheritdoc cref="Datasets"/>
    public static Dictionary<string, List<ModelInput>> ModelInputs(Session session, string ids) => RowsByRun.Read(
        session,
        $"SELECT source_id, destination_id FROM inputs WHERE source_type = 'RUN_INPUT' AND source_id IN {RowsByRun.Ids} ORDER BY rowid",
        ids,
        static row => new ModelInput(row.Text(1)));

    /// <inheritdoc cref="Datasets"/>
    public static Dictionary<string, List<ModelOutput>> ModelOutputs(Session session, string ids) => RowsByRun.Read(
        session,
        $"SELECT source_id, destination_id, step FROM inputs WHERE source_type = 'RUN_OUTPUT' AND source_id IN {RowsByRun.Ids} ORDER BY rowid",
        ids,
        static row => new ModelOutput(row.Text(1), row.Integer(2)));

    /// <summary>The data sets that runs of these experiments used, once for each use that they were put to.</summary>
    public static List<DatasetSummary> Summaries(Session session, List<long> experiments, int limit) => session.All(
        // Of a cross join SQLite keeps the order, and does not begin with the uses of all experiments.
        """
        SELECT DISTINCT d.experiment_id, d.name, d.digest, t.value
        FROM datasets d CROSS JOIN inputs i ON i.source_type = 'DATASET' AND i.source_id = d.dataset_uuid
        LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = ?2
        WHERE d.experiment_id IN (SELECT value FROM json_each(?1)) ORDER BY 1, 2, 3, 4 LIMIT ?3
        """,
        static row => new DatasetSummary(row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3)),
        JsonSerializer.Serialize(experiments, RunIdsJson.Default.ListInt64), ContextTag, (long)limit);

    private static void WriteDataset(Session session, string runId, DatasetInput input)
    {
        var dataset = input.Dataset;
        session.Run(
            """
            INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile)
            SELECT ?1, experiment_id, ?2, ?3, ?4, ?5, ?6, ?7 FROM runs WHERE run_uuid = ?8 ON CONFLICT DO NOTHING
            """,
            NewId(), dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile, runId);
        var use = NewId();
        var isNew = session.Run(
            """
            INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
            SELECT ?1, 'DATASET', d.dataset_uuid, 'RUN', r.run_uuid
            FROM runs r JOIN datasets d ON d.experiment_id = r.experiment_id WHERE r.run_uuid = ?2 AND d.name = ?3 AND d.digest = ?4 ON CONFLICT DO NOTHING
            """,
            use, runId, dataset.Name, dataset.Digest) > 0;
        foreach (var tag in isNew ? input.Tags ?? [] : [])
        {
            session.Run(
                "INSERT INTO input_tags (input_uuid, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = excluded.value", use, tag.Key, tag.Value);
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}
