using Polydev.Protocol.Events;
using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>The hot path's changes as prepared statements. Each may be run twice without effect, so that a retry after a doubtful commit doubles nothing.</summary>
internal sealed class JournalTransaction(sqlite3 database) : IJournalTransaction, IDisposable
{
    private const int MaxNumbers = 64 * 1024;

    private readonly SqliteStatement _insertExecution = new(database, JournalSql.InsertExecution);
    private readonly SqliteStatement _insertEndedExecution = new(database, JournalSql.InsertEndedExecution);
    private readonly SqliteStatement _insertRequest = new(database, JournalSql.InsertRequest);
    private readonly SqliteStatement _insertRequestAndEvents = new(database, JournalSql.InsertRequestAndEvents);
    private readonly SqliteStatement _findExecution = new(database, JournalSql.FindExecution);
    private readonly SqliteStatement _updateAttempts = new(database, JournalSql.UpdateAttempts);
    private readonly SqliteStatement _endExecution = new(database, JournalSql.EndExecution);
    private readonly SqliteStatement _addUsage = new(database, JournalSql.AddUsage);
    private readonly SqliteStatement _claimWorker = new(database, JournalSql.ClaimWorker);
    private readonly SqliteStatement _removeWorker = new(database, JournalSql.RemoveWorker);
    private readonly EventTail _tail = new(database);

    /// <summary>Row numbers of executions in progress: a stream's events find theirs twenty times a second.</summary>
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _over = [];

    /// <summary>Bytes of payload written since <see cref="Reset"/>, by which the journal bounds a transaction.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins to count anew.</summary>
    public void Reset()
    {
        Bytes = 0;
        foreach (var id in _over)
        {
            _numbers.Remove(id);
        }

        _over.Clear();
    }

    /// <summary>What is to be done at the end of a transaction.</summary>
    public void Complete() => _tail.Tidy();

    /// <summary>Forgets what it knew: the transaction was undone. Then <see cref="EventTail.Settle"/> is due.</summary>
    public void Forget()
    {
        _numbers.Clear();
        _tail.Forget();
    }

    /// <inheritdoc/>
    public void InsertExecution(NewExecution execution)
    {
        Bytes += execution.Request.Length;
        if (Bind(_insertExecution, execution, execution.Provider, execution.Model).Run() == 1)
        {
            Remember(execution.Id, raw.sqlite3_last_insert_rowid(database));
            _insertRequest.Blob(1, execution.Request.Span).Run();
        }
    }

    /// <inheritdoc/>
    public void InsertEndedExecution(NewExecution execution, EndedExecution end, ReadOnlyMemory<byte> events)
    {
        Bytes += execution.Request.Length + end.Summary.Length + events.Length;
        var usage = end.Usage;
        var cost = NanoUsd.From(end.CostUsd);
        var inserted = Bind(_insertEndedExecution, execution, end.Provider, end.Model)
            .Text(10, end.Status)
            .Integer(11, end.EndedAt.ToUnixTimeMilliseconds())
            .Integer(12, end.LastSeq)
            .Integer(13, usage?.InputTokens)
            .Integer(14, usage?.OutputTokens)
            .Integer(15, usage?.CachedInputTokens)
            .Integer(16, usage?.CacheWriteInputTokens)
            .Integer(17, usage?.ReasoningTokens)
            .Integer(18, cost)
            .Real(19, end.TotalMs)
            .Integer(20, end.ProviderBytes)
            .Blob(21, end.Summary.Span)
            .Run();
        if (inserted == 1)
        {
            _insertRequestAndEvents.Blob(1, execution.Request.Span).Blob(2, events.Span).Run();
            AddUsage(end, usage ?? NoUsage, cost);
        }
        else
        {
            // Its beginning is there, from a commit of which nobody knew that it went through.
            AppendEvents(execution.Id, 1, end.LastSeq, events, isLast: true);
            EndExecution(end);
        }
    }

    /// <inheritdoc/>
    public void AppendEvents(string executionId, long firstSeq, long lastSeq, ReadOnlyMemory<byte> events, bool isLast = false)
    {
        Bytes += events.Length;
        if (NumberOf(executionId) is { } number)
        {
            _tail.Add(number, firstSeq, lastSeq, events.Span, isLast);
        }
    }

    /// <inheritdoc/>
    public void UpdateAttempts(string executionId, string status, string? workerId, ReadOnlyMemory<byte> attemptsJson)
    {
        Bytes += attemptsJson.Length;
        _updateAttempts.Text(1, executionId).Text(2, status).Text(3, workerId).Blob(4, attemptsJson.Span).Run();
    }

    /// <inheritdoc/>
    public void EndExecution(EndedExecution execution)
    {
        Bytes += execution.Summary.Length;
        _over.Add(execution.Id);
        if (NumberOf(execution.Id) is { } number)
        {
            _tail.Close(number);
        }

        var usage = execution.Usage;
        var cost = NanoUsd.From(execution.CostUsd);
        var ended = _endExecution
            .Text(1, execution.Id)
            .Text(2, execution.Status)
            .Integer(3, execution.EndedAt.ToUnixTimeMilliseconds())
            .Integer(4, execution.LastSeq)
            .Text(5, execution.Provider)
            .Text(6, execution.Model)
            .Integer(7, usage?.InputTokens)
            .Integer(8, usage?.OutputTokens)
            .Integer(9, usage?.CachedInputTokens)
            .Integer(10, usage?.CacheWriteInputTokens)
            .Integer(11, usage?.ReasoningTokens)
            .Integer(12, cost)
            .Real(13, execution.TotalMs)
            .Integer(14, execution.ProviderBytes)
            .Blob(15, execution.Summary.Span)
            .Run();
        if (ended == 1)
        {
            AddUsage(execution, usage ?? NoUsage, cost);
        }
    }

    /// <inheritdoc/>
    public void ClaimWorker(string workerId, string tenantId, string pool, string driver, string externalId, string node) =>
        _claimWorker.Text(1, workerId).Text(2, tenantId).Text(3, pool).Text(4, driver).Text(5, externalId).Text(6, node).Run();

    /// <inheritdoc/>
    public void RemoveWorker(string workerId) => _removeWorker.Text(1, workerId).Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        _insertExecution.Dispose();
        _insertEndedExecution.Dispose();
        _insertRequest.Dispose();
        _insertRequestAndEvents.Dispose();
        _findExecution.Dispose();
        _tail.Dispose();
        _updateAttempts.Dispose();
        _endExecution.Dispose();
        _addUsage.Dispose();
        _claimWorker.Dispose();
        _removeWorker.Dispose();
    }

    private static readonly TokenUsage NoUsage = new();

    private void Remember(string executionId, long number)
    {
        if (_numbers.Count >= MaxNumbers)
        {
            _numbers.Clear();
        }

        _numbers[executionId] = number;
    }

    private long? NumberOf(string executionId)
    {
        if (!_numbers.TryGetValue(executionId, out var number))
        {
            if (_findExecution.Text(1, executionId).ReadInteger() is not { } found)
            {
                return null;
            }

            Remember(executionId, number = found);
        }

        return number;
    }

    private static SqliteStatement Bind(SqliteStatement insert, NewExecution execution, string provider, string model)
    {
        insert
            .Text(1, execution.Id)
            .Text(2, execution.TenantId)
            .Text(3, execution.User)
            .Text(4, provider)
            .Text(5, model)
            .Integer(6, execution.CreatedAt.ToUnixTimeMilliseconds())
            .Integer(7, execution.Deadline.ToUnixTimeMilliseconds())
            .Text(8, execution.IdempotencyKey);
        return execution.IdempotencyHash is { } hash ? insert.Blob(9, hash) : insert.Null(9);
    }

    private void AddUsage(EndedExecution execution, TokenUsage usage, long? cost) => _addUsage
        .Text(1, UsageDay.Of(execution.EndedAt))
        .Text(2, execution.TenantId)
        .Text(3, execution.User ?? "")
        .Text(4, execution.Provider)
        .Text(5, execution.Model)
        .Integer(6, usage.InputTokens)
        .Integer(7, usage.OutputTokens)
        .Integer(8, usage.CachedInputTokens)
        .Integer(9, usage.ReasoningTokens ?? 0)
        .Integer(10, cost ?? 0)
        .Integer(11, cost is null ? 1 : 0)
        .Real(12, execution.TotalMs / 1000)
        .Integer(13, execution.ProviderBytes)
        .Integer(14, execution.Status is "failed" or "timed_out" ? 1 : 0)
        .Run();
}
