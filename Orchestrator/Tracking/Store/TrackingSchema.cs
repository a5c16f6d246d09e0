using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>
/// MLflow's own tables, all thirty, as its server of revision 534353b11cbc makes them: names of tables, columns, constraints and indexes are its, since its migrations
/// go by them. Ours are four more indexes, whose names no migration makes.
/// </summary>
internal static partial class TrackingSchema
{
    /// <summary>Of MLflow's migrations the last that the tables have.</summary>
    public const string Revision = "534353b11cbc";

    /// <summary>The index of metrics' latest values, by which searches find the best runs without looking at the others.</summary>
    public const string MetricValues = "ours_latest_metrics_key_value";

    /// <summary>Makes what is missing.</summary>
    public static string Create => $"{Core}\n{Data}\n{Registry}\n{Models}\n{Traces}\n{Ours}\nINSERT INTO alembic_version (version_num) SELECT '{Revision}' WHERE NOT EXISTS (SELECT 1 FROM alembic_version);";

    // Of earlier builds: a migration of MLflow makes an index of the first name. The histories' index has the values, too: a chart of a million points need not look up each row.
    private const string Ours = $"""
        DROP INDEX IF EXISTS index_metrics_run_uuid_key_step;
        DROP INDEX IF EXISTS ours_metrics_run_uuid_key_step;
        CREATE INDEX IF NOT EXISTS ours_metrics_histories ON metrics (run_uuid, key, step, timestamp, value, is_nan);
        CREATE INDEX IF NOT EXISTS index_runs_experiment_id_start_time ON runs (experiment_id, start_time DESC, run_uuid);
        CREATE INDEX IF NOT EXISTS {MetricValues} ON latest_metrics (key, value);
        CREATE INDEX IF NOT EXISTS index_tags_trial ON tags (value, run_uuid) WHERE key = '{SweepTags.Trial}';
        """;

    private const string Core = """
        CREATE TABLE IF NOT EXISTS alembic_version (
            version_num VARCHAR(32) NOT NULL,
            CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
        );
        CREATE TABLE IF NOT EXISTS experiments (
            experiment_id INTEGER NOT NULL,
            name VARCHAR(256) NOT NULL,
            artifact_location VARCHAR(256),
            lifecycle_stage VARCHAR(32),
            creation_time BIGINT,
            last_update_time BIGINT,
            CONSTRAINT experiment_pk PRIMARY KEY (experiment_id),
            CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
            UNIQUE (name)
        );
        CREATE TABLE IF NOT EXISTS experiment_tags (
            key VARCHAR(250) NOT NULL,
            value VARCHAR(5000),
            experiment_id INTEGER NOT NULL,
            CONSTRAINT experiment_tag_pk PRIMARY KEY (key, experiment_id),
            FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
        );
        CREATE TABLE IF NOT EXISTS runs (
            run_uuid VARCHAR(32) NOT NULL,
            name VARCHAR(250),
            source_type VARCHAR(20),
            source_name VARCHAR(500),
            entry_point_name VARCHAR(50),
            user_id VARCHAR(256),
            status VARCHAR(9),
            start_time BIGINT,
            end_time BIGINT,
            source_version VARCHAR(50),
            lifecycle_stage VARCHAR(20),
            artifact_uri VARCHAR(200),
            experiment_id INTEGER,
            deleted_time BIGINT,
            CONSTRAINT run_pk PRIMARY KEY (run_uuid),
            CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
            CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')),
            CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED')),
            FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
        );
        CREATE TABLE IF NOT EXISTS metrics (
            key VARCHAR(250) NOT NULL,
            value FLOAT NOT NULL,
            timestamp BIGINT NOT NULL,
            run_uuid VARCHAR(32) NOT NULL,
            step BIGINT DEFAULT '0' NOT NULL,
            is_nan BOOLEAN DEFAULT '0' NOT NULL,
            CONSTRAINT metric_pk PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan),
            FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid),
            CHECK (is_nan IN (0, 1))
        );
        CREATE INDEX IF NOT EXISTS index_metrics_run_uuid ON metrics (run_uuid);
        CREATE TABLE IF NOT EXISTS latest_metrics (
            key VARCHAR(250) NOT NULL,
            value FLOAT NOT NULL,
            timestamp BIGINT,
            step BIGINT NOT NULL,
            is_nan BOOLEAN NOT NULL,
            run_uuid VARCHAR(32) NOT NULL,
            CONSTRAINT latest_metric_pk PRIMARY KEY (key, run_uuid),
            FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid),
            CHECK (is_nan IN (0, 1))
        );
        CREATE INDEX IF NOT EXISTS index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
        CREATE TABLE IF NOT EXISTS params (
            key VARCHAR(250) NOT NULL,
            value VARCHAR(8000) NOT NULL,
            run_uuid VARCHAR(32) NOT NULL,
            CONSTRAINT param_pk PRIMARY KEY (key, run_uuid),
            FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)
        );
        CREATE INDEX IF NOT EXISTS index_params_run_uuid ON params (run_uuid);
        CREATE TABLE IF NOT EXISTS tags (
            key VARCHAR(250) NOT NULL,
            value VARCHAR(8000),
            run_uuid VARCHAR(32) NOT NULL,
            CONSTRAINT tag_pk PRIMARY KEY (key, run_uuid),
            FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)
        );
        CREATE INDEX IF NOT EXISTS index_tags_run_uuid ON tags (run_uuid);
        """;
}
