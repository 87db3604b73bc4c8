using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>The journal's own connection: one transaction after the other, checkpoints only when told to.</summary>
internal class JournalConnection : IDisposable
{
    /// <summary>SQLITE_DBSTATUS_CACHE_WRITE: pages this connection wrote to the log.</summary>
    private const int PagesWritten = 9;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;

    /// <summary>Whether what is in the tail's table is also in <see cref="Transaction"/>.</summary>
    private bool _settled;

    public JournalConnection(string databasePath, bool syncToDisk)
    {
        _connection = syncToDisk ? Open(databasePath) : OpenGathering(databasePath);
        // Spilling would write pages before the commit; a transaction is bounded, so there is never more than a few megabytes to hold.
        Execute("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384; PRAGMA cache_spill = OFF");
        // A checkpoint in the middle of a commit would make everybody wait for the disk: WalCheckpointer does it aside.
        Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = " + (syncToDisk ? "FULL" : "NORMAL"));
        Settle();
        _begin = new SqliteStatement(Handle, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(Handle, "COMMIT");
        Transaction = new JournalTransaction(Handle);
    }

    /// <summary>What sources write into between <see cref="Begin"/> and <see cref="Commit"/>.</summary>
    public JournalTransaction Transaction { get; }

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens a transaction and takes the write lock.</summary>
    public void Begin()
    {
        _begin.Run();
        Transaction.Reset();
        if (!_settled)
        {
            Execute(EventTail.Settle);
            _settled = true;
        }
    }

    /// <summary>Makes the transaction durable.</summary>
    public virtual void Commit()
    {
        Transaction.Complete();
        _commit.Run();
    }

    /// <summary>Undoes the transaction; quiet when SQLite already did.</summary>
    public void Rollback()
    {
        Transaction.Forget();
        _settled = false;
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Runs a statement that is not worth preparing.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this folder come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(Handle, PagesWritten, out var pages, out _, 1);
        return pages;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a connection to an existing database.</summary>
    public static SqliteConnection Open(string databasePath) => Open(new SqliteConnectionStringBuilder { DataSource = databasePath });

    /// <summary>Opens one whose transactions go to the log in one write each.</summary>
    private static SqliteConnection OpenGathering(string databasePath)
    {
        GatheringLog.Register();
        return Open(new SqliteConnectionStringBuilder { DataSource = databasePath, Vfs = GatheringLog.Name });
    }

    private static SqliteConnection Open(SqliteConnectionStringBuilder how)
    {
        (how.Mode, how.Pooling) = (SqliteOpenMode.ReadWrite, false);
        var connection = new SqliteConnection(how.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Before anybody reads how far executions came that an earlier connection wrote.</summary>
    private void Settle()
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            using var command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = EventTail.Settle;
            command.ExecuteNonQuery();
            transaction.Commit();
            _settled = true;
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        Transaction.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _connection.Dispose();
    }
}
