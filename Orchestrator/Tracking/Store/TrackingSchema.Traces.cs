namespace Orchestrator.Tracking.Store;

// Nobody writes to these here; a real server that opens the file expects them.
internal static partial class TrackingSchema
{
    private const string Traces = """
        CREATE TABLE IF NOT EXISTS trace_info (
            request_id VARCHAR(50) NOT NULL,
            experiment_id INTEGER NOT NULL,
            timestamp_ms BIGINT NOT NULL,
            execution_time_ms BIGINT,
            status VARCHAR(50) NOT NULL,
            client_request_id VARCHAR(50),
            request_preview VARCHAR(1000),
            response_preview VARCHAR(1000),
            CONSTRAINT trace_info_pk PRIMARY KEY (request_id),
            CONSTRAINT fk_trace_info_experiment_id FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
        );
        CREATE INDEX IF NOT EXISTS index_trace_info_experiment_id_timestamp_ms ON trace_info (experiment_id, timestamp_ms);
        CREATE TABLE IF NOT EXISTS trace_tags (
            key VARCHAR(250) NOT NULL,
            value VARCHAR(8000),
            request_id VARCHAR(50) NOT NULL,
            CONSTRAINT trace_tag_pk PRIMARY KEY (key, request_id),
            CONSTRAINT fk_trace_tags_request_id FOREIGN KEY (request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
        );
        CREATE INDEX IF NOT EXISTS index_trace_tags_request_id ON trace_tags (request_id);
        CREATE TABLE IF NOT EXISTS trace_request_metadata (
            key VARCHAR(250) NOT NULL,
            value VARCHAR(8000),
            request_id VARCHAR(50) NOT NULL,
            CONSTRAINT trace_request_metadata_pk PRIMARY KEY (key, request_id),
            CONSTRAINT fk_trace_request_metadata_request_id FOREIGN KEY (request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
        );
        CREATE INDEX IF NOT EXISTS index_trace_request_metadata_request_id ON trace_request_metadata (request_id);
        CREATE TABLE IF NOT EXISTS spans (
            trace_id VARCHAR(50) NOT NULL,
            experiment_id INTEGER NOT NULL,
            span_id VARCHAR(50) NOT NULL,
            parent_span_id VARCHAR(50),
            name TEXT,
            type VARCHAR(500),
            status VARCHAR(50) NOT NULL,
            start_time_unix_nano BIGINT NOT NULL,
            end_time_unix_nano BIGINT,
            duration_ns BIGINT GENERATED ALWAYS AS (end_time_unix_nano - start_time_unix_nano) STORED,
            content TEXT NOT NULL,
            CONSTRAINT spans_pk PRIMARY KEY (trace_id, span_id),
            CONSTRAINT fk_spans_trace_id FOREIGN KEY (trace_id) REFERENCES trace_info (request_id) ON DELETE CASCADE,
            CONSTRAINT fk_spans_experiment_id FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
        );
        CREATE INDEX IF NOT EXISTS index_spans_experiment_id ON spans (experiment_id);
        CREATE INDEX IF NOT EXISTS index_spans_experiment_id_status_type ON spans (experiment_id, status, type);
        CREATE INDEX IF NOT EXISTS index_spans_experiment_id_type_status ON spans (experiment_id, type, status);
        CREATE INDEX IF NOT EXISTS index_spans_experiment_id_duration ON spans (experiment_id, duration_ns);
        CREATE TABLE IF NOT EXISTS assessments (
            assessment_id VARCHAR(50) NOT NULL,
            trace_id VARCHAR(50) NOT NULL,
            name VARCHAR(250) NOT NULL,
            assessment_type VARCHAR(20) NOT NULL,
            value TEXT NOT NULL,
            error TEXT,
            created_timestamp BIGINT NOT NULL,
            last_updated_timestamp BIGINT NOT NULL,
            source_type VARCHAR(50) NOT NULL,
            source_id VARCHAR(250),
            run_id VARCHAR(32),
            span_id VARCHAR(50),
            rationale TEXT,
            overrides VARCHAR(50),
            valid BOOLEAN NOT NULL,
            assessment_metadata TEXT,
            CONSTRAINT assessments_pk PRIMARY KEY (assessment_id),
            CONSTRAINT fk_assessments_trace_id FOREIGN KEY (trace_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
        );
        CREATE INDEX IF NOT EXISTS index_assessments_trace_id_created_timestamp ON assessments (trace_id, created_timestamp);
        CREATE INDEX IF NOT EXISTS index_assessments_run_id_created_timestamp ON assessments (run_id, created_timestamp);
        CREATE INDEX IF NOT EXISTS index_assessments_last_updated_timestamp ON assessments (last_updated_timestamp);
        CREATE INDEX IF NOT EXISTS index_assessments_assessment_type ON assessments (assessment_type);
        CREATE TABLE IF NOT EXISTS entity_associations (
            association_id VARCHAR(36) NOT NULL,
            source_type VARCHAR(36) NOT NULL,
            source_id VARCHAR(36) NOT NULL,
            destination_type VARCHAR(36) NOT NULL,
            destination_id VARCHAR(36) NOT NULL,
            created_time BIGINT,
            CONSTRAINT entity_associations_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
        );
        CREATE INDEX IF NOT EXISTS index_entity_associations_association_id ON entity_associations (association_id);
        CREATE INDEX IF NOT EXISTS index_entity_associations_reverse_lookup ON entity_associations (destination_type, destination_id, source_type, source_id);
        CREATE TABLE IF NOT EXISTS webhooks (
            webhook_id VARCHAR(256) NOT NULL,
            name VARCHAR(256) NOT NULL,
            description VARCHAR(1000),
            url VARCHAR(500) NOT NULL,
            status VARCHAR(20) DEFAULT 'ACTIVE' NOT NULL,
            secret VARCHAR(1000),
            creation_timestamp BIGINT,
            last_updated_timestamp BIGINT,
            deleted_timestamp BIGINT,
            CONSTRAINT webhook_pk PRIMARY KEY (webhook_id)
        );
        CREATE INDEX IF NOT EXISTS idx_webhooks_status ON webhooks (status);
        CREATE INDEX IF NOT EXISTS idx_webhooks_name ON webhooks (name);
        CREATE TABLE IF NOT EXISTS webhook_events (
            webhook_id VARCHAR(256) NOT NULL,
            entity VARCHAR(50) NOT NULL,
            action VARCHAR(50) NOT NULL,
            CONSTRAINT webhook_event_pk PRIMARY KEY (webhook_id, entity, action),
            FOREIGN KEY (webhook_id) REFERENCES webhooks (webhook_id) ON DELETE CASCADE
        );
        CREATE INDEX IF NOT EXISTS idx_webhook_events_entity ON webhook_events (entity);
        CREATE INDEX IF NOT EXISTS idx_webhook_events_action ON webhook_events (action);
        CREATE INDEX IF NOT EXISTS idx_webhook_events_entity_action ON webhook_events (entity, action);
        CREATE TABLE IF NOT EXISTS scorers (
            experiment_id INTEGER NOT NULL,
            scorer_name VARCHAR(256) NOT NULL,
            scorer_id VARCHAR(36) NOT NULL,
            CONSTRAINT scorer_pk PRIMARY KEY (scorer_id),
            CONSTRAINT fk_scorers_experiment_id FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX IF NOT EXISTS index_scorers_experiment_id_scorer_name ON scorers (experiment_id, scorer_name);
        CREATE TABLE IF NOT EXISTS scorer_versions (
            scorer_id VARCHAR(36) NOT NULL,
            scorer_version INTEGER NOT NULL,
            serialized_scorer TEXT NOT NULL,
            creation_time BIGINT,
            CONSTRAINT scorer_version_pk PRIMARY KEY (scorer_id, scorer_version),
            CONSTRAINT fk_scorer_versions_scorer_id FOREIGN KEY (scorer_id) REFERENCES scorers (scorer_id) ON DELETE CASCADE
        );
        CREATE INDEX IF NOT EXISTS index_scorer_versions_scorer_id ON scorer_versions (scorer_id);
        """;
}
