using Microsoft.Data.Sqlite;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>Deletes old executions in slices so small that the journal, which waits for its turn meanwhile, hardly notices.</summary>
internal sealed class ExecutionPruning(DataDirectory directory, WriteGate gate, WalCheckpointer checkpointer)
{
    /// <summary>Executions looked at in one turn.</summary>
    private const int Slice = 64;

    /// <summary>Event batches deleted in one turn: a long execution has many, and they take turns of their own.</summary>
    private const int BatchSlice = 256;

    /// <summary>Deletes what ended before a moment.</summary>
    /// <returns>Executions deleted.</returns>
    public async Task<long> RunAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        using var connection = JournalConnection.Open(directory.Database);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 5000";
        command.ExecuteNonQuery();
        var (removed, after) = (0L, 0L);
        while (ReadSlice(connection, after) is { Count: > 0 } slice)
        {
            // Executions are numbered as they come, so past one that is young enough there is nothing old.
            var limit = endedBefore.ToUnixTimeMilliseconds();
            foreach (var (number, _, _) in slice.Where(row => row.EndedAt < limit))
            {
                await DeleteAsync(connection, number, cancellationToken);
                removed++;
            }

            // No faster than the log is copied, or it would grow with what is deleted.
            await checkpointer.CopyAsync(cancellationToken);
            if (slice[^1].CreatedAt >= limit)
            {
                break;
            }

            after = slice[^1].Number;
        }

        return removed;
    }

    private static List<(long Number, long CreatedAt, long? EndedAt)> ReadSlice(SqliteConnection connection, long after)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, created_at, ended_at FROM executions WHERE number > $after ORDER BY number LIMIT $count";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$count", Slice);
        using var rows = command.ExecuteReader();
        var slice = new List<(long, long, long?)>();
        while (rows.Read())
        {
            slice.Add((rows.GetInt64(0), rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetInt64(2)));
        }

        return slice;
    }

    /// <summary>Events first: a crash in between leaves an execution without events, which the next round removes, and never events without one.</summary>
    private async Task DeleteAsync(SqliteConnection connection, long number, CancellationToken cancellationToken)
    {
        const string Batches =
            "DELETE FROM event_batches WHERE rowid IN (SELECT rowid FROM event_batches WHERE execution = $number LIMIT $count)";
        while (await TurnAsync(connection, Batches, number, cancellationToken) == BatchSlice)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        await TurnAsync(connection, "DELETE FROM requests WHERE execution = $number; DELETE FROM executions WHERE number = $number", number, cancellationToken);
    }

    private async Task<int> TurnAsync(SqliteConnection connection, string sql, long number, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Only the constants above come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$number", number);
        if (sql.Contains("$count", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue("$count", BatchSlice);
        }

        var changes = command.ExecuteNonQuery();
        transaction.Commit();
        return changes;
    }
}
