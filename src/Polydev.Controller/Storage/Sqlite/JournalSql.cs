namespace Polydev.Controller.Storage.Sqlite;

/// <summary>The SQL of the hot path. Column names are those of <see cref="PolydevDbContext"/>.</summary>
internal static class JournalSql
{
    /// <summary>An idempotency key that is already taken is left out: the execution itself must not be lost over it.</summary>
    public const string InsertExecution =
        """
        INSERT INTO executions (id, tenant_id, user, provider, model, status, created_at, deadline, idempotency_key, idempotency_hash)
        VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7,
            CASE WHEN ?8 IS NULL OR EXISTS (SELECT 1 FROM executions WHERE tenant_id = ?2 AND idempotency_key = ?8) THEN NULL ELSE ?8 END,
            ?9)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>
    /// Both in one, for an execution that was over before its beginning was written: most short ones. What is not over is in an index of its own,
    /// which then is not touched.
    /// </summary>
    public const string InsertEndedExecution =
        """
        INSERT INTO executions (id, tenant_id, user, provider, model, status, created_at, deadline, idempotency_key, idempotency_hash,
            ended_at, last_seq, input_tokens, output_tokens, cached_input_tokens, cache_write_input_tokens, reasoning_tokens,
            cost_nano_usd, total_ms, provider_bytes, summary)
        VALUES (?1, ?2, ?3, ?4, ?5, ?10, ?6, ?7,
            CASE WHEN ?8 IS NULL OR EXISTS (SELECT 1 FROM executions WHERE tenant_id = ?2 AND idempotency_key = ?8) THEN NULL ELSE ?8 END,
            ?9, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Belongs to the execution inserted just before.</summary>
    public const string InsertRequest = "INSERT INTO requests (execution, body) VALUES (last_insert_rowid(), ?1)";

    /// <summary>
    /// The same with all the events: a batch of their own would be a row in one tree more and in its index, and each tree that a commit touches is a page
    /// in the log.
    /// </summary>
    public const string InsertRequestAndEvents = "INSERT INTO requests (execution, body, events) VALUES (last_insert_rowid(), ?1, ?2)";

    public const string FindExecution = "SELECT number FROM executions WHERE id = ?1";

    public const string UpdateAttempts =
        "UPDATE executions SET status = ?2, worker_id = ?3, attempts = ?4 WHERE id = ?1 AND ended_at IS NULL";

    public const string EndExecution =
        """
        UPDATE executions SET status = ?2, ended_at = ?3, last_seq = ?4, provider = ?5, model = ?6,
            input_tokens = ?7, output_tokens = ?8, cached_input_tokens = ?9, cache_write_input_tokens = ?10, reasoning_tokens = ?11,
            cost_nano_usd = ?12, total_ms = ?13, provider_bytes = ?14, summary = ?15
        WHERE id = ?1 AND ended_at IS NULL
        """;

    public const string AddUsage =
        """
        INSERT INTO usage (day, tenant_id, user, provider, model, executions, input_tokens, output_tokens, cached_input_tokens,
            reasoning_tokens, cost_nano_usd, executions_without_cost, seconds, bytes, failed)
        VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (day, tenant_id, user, provider, model) DO UPDATE SET
            executions = executions + 1,
            input_tokens = input_tokens + excluded.input_tokens,
            output_tokens = output_tokens + excluded.output_tokens,
            cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
            reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
            cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd,
            executions_without_cost = executions_without_cost + excluded.executions_without_cost,
            seconds = seconds + excluded.seconds,
            bytes = bytes + excluded.bytes,
            failed = failed + excluded.failed
        """;

    public const string ClaimWorker =
        "INSERT OR REPLACE INTO workers (id, tenant_id, pool, driver, external_id, node) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    public const string RemoveWorker = "DELETE FROM workers WHERE id = ?1";
}
