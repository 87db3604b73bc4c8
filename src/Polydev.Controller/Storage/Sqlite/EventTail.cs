using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>
/// Where the events of running streams go: to the end of one table that all share, and from there, some kilobytes at a time, into batches that
/// can be found by execution. A commit then writes the few pages at that end, and not one page of an index for every stream.
/// </summary>
/// <remarks>
/// Belongs to the journal, inside its transaction. What is in the table is in memory too, so nothing is read back; after a transaction that
/// was undone, and after a crash, <see cref="Settle"/> moves what is there. Decision 15 has the measurements.
/// </remarks>
internal sealed class EventTail(sqlite3 database) : IDisposable
{
    /// <summary>Moves what an earlier connection left, inside a transaction or as one.</summary>
    public const string Settle =
        """
        INSERT INTO event_batches (execution, first_seq, last_seq, events)
        SELECT execution, first_seq, last_seq, events FROM event_tail AS tail
        WHERE last_seq > COALESCE((SELECT last_seq FROM event_batches WHERE execution = tail.execution ORDER BY first_seq DESC LIMIT 1), 0)
        ON CONFLICT (execution, first_seq) DO UPDATE SET last_seq = excluded.last_seq, events = excluded.events WHERE excluded.last_seq > last_seq;
        DELETE FROM event_tail;
        """;

    /// <summary>Bytes of events that make a batch.</summary>
    private const int BatchBytes = 16 * 1024;

    /// <summary>Rows after which the oldest execution's events are moved although they are few: a slow stream would keep everything after it in the table.</summary>
    private const int MaxRows = 32 * 1024;

    /// <summary>Rows that are removed in one go.</summary>
    private const int RemovedTogether = 512;

    private readonly SqliteStatement _append = new(database, "INSERT INTO event_tail (number, execution, first_seq, last_seq, events) VALUES (?1, ?2, ?3, ?4, ?5)");
    private readonly SqliteStatement _remove = new(database, "DELETE FROM event_tail WHERE number <= ?1");

    // The same events may come again after a commit of which nobody knew that it went through, and more of them by then.
    private readonly SqliteStatement _insertBatch = new(database,
        """
        INSERT INTO event_batches (execution, first_seq, last_seq, events) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (execution, first_seq) DO UPDATE SET last_seq = excluded.last_seq, events = excluded.events WHERE excluded.last_seq > last_seq
        """);

    private readonly Dictionary<long, OpenBatch> _open = [];
    private readonly Queue<(long Number, OpenBatch Batch, int Generation)> _rows = new();
    private long _number;
    private long _over;
    private long _removed;

    /// <summary>Adds events of an execution, behind those it has.</summary>
    /// <param name="execution">Row number of the execution.</param>
    /// <param name="firstSeq">Sequence number of the first event.</param>
    /// <param name="lastSeq">Sequence number of the last event.</param>
    /// <param name="events">The events, joined by line feeds.</param>
    /// <param name="isLast">Whether the execution ends with them.</param>
    public void Add(long execution, long firstSeq, long lastSeq, ReadOnlySpan<byte> events, bool isLast)
    {
        if (!_open.TryGetValue(execution, out var batch))
        {
            // The first go where they stay: most executions have no second, and those that begin together are neighbours there.
            Insert(execution, firstSeq, lastSeq, events);
            if (!isLast)
            {
                _open.Add(execution, new OpenBatch(execution));
            }

            return;
        }

        if (batch.Length == 0 && (isLast || events.Length >= BatchBytes))
        {
            Insert(execution, firstSeq, lastSeq, events);
        }
        else
        {
            batch.Append(firstSeq, lastSeq, events);
            if (isLast || batch.Length >= BatchBytes)
            {
                Move(batch);
            }
            else
            {
                _append.Integer(1, ++_number).Integer(2, execution).Integer(3, firstSeq).Integer(4, lastSeq).Blob(5, events).Run();
                _rows.Enqueue((_number, batch, batch.Generation));
            }
        }

        if (isLast)
        {
            _open.Remove(execution);
        }
    }

    /// <summary>The execution has ended.</summary>
    public void Close(long execution)
    {
        if (_open.Remove(execution, out var batch) && batch.Length > 0)
        {
            Move(batch);
        }
    }

    /// <summary>Removes rows whose events have been moved. Call it before each commit.</summary>
    public void Tidy()
    {
        while (_rows.TryPeek(out var oldest))
        {
            if (oldest.Generation == oldest.Batch.Generation)
            {
                if (_rows.Count <= MaxRows)
                {
                    break;
                }

                Move(oldest.Batch);
            }

            _over = oldest.Number;
            _rows.Dequeue();
        }

        if (_over - _removed >= RemovedTogether)
        {
            _remove.Integer(1, _over).Run();
            _removed = _over;
        }
    }

    /// <summary>Forgets all: the transaction was undone, and what is in the table is to be moved by <see cref="Settle"/>.</summary>
    public void Forget()
    {
        foreach (var batch in _open.Values)
        {
            batch.Clear();
        }

        _open.Clear();
        _rows.Clear();
        (_over, _removed) = (_number, _number);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _append.Dispose();
        _remove.Dispose();
        _insertBatch.Dispose();
    }

    private void Move(OpenBatch batch)
    {
        Insert(batch.Execution, batch.FirstSeq, batch.LastSeq, batch.Events);
        batch.Clear();
    }

    private void Insert(long execution, long firstSeq, long lastSeq, ReadOnlySpan<byte> events) =>
        _insertBatch.Integer(1, execution).Integer(2, firstSeq).Integer(3, lastSeq).Blob(4, events).Run();
}
