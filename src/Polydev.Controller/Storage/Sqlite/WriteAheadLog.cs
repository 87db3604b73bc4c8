using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>
/// The write-ahead log from its keeper's side: copies it into the database beside the commits, and begins it anew when told. Left to itself, the
/// first commit after a complete copy would begin it anew and wait for the disk over it; a reader that is always there keeps commits from that.
/// </summary>
/// <remarks><see href="https://sqlite.org/wal.html"/>, "Avoiding Excessively Large WAL Files"; a copy that does not reach the end of the log never flushes the database.</remarks>
internal sealed class WriteAheadLog : IDisposable
{
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly SafeFileHandle _database;
    private bool _held;

    /// <summary>Opens the log of an existing database.</summary>
    /// <param name="databasePath">The database.</param>
    /// <param name="database">The database's file, to flush it. Its owner closes it after all connections: closing it drops SQLite's locks on the file.</param>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public WriteAheadLog(string databasePath, SafeFileHandle database)
    {
        _database = database;
        _writer = JournalConnection.Open(databasePath);
        _reader = JournalConnection.Open(databasePath);
        // After a time of slow disks the file may have become long; giving the space back takes time, so not for little.
        Execute(_writer, "PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 268435456");
        Hold();
    }

    /// <summary>Copies what commits have written so far. Blocks as long as the disk takes; commits go on meanwhile.</summary>
    /// <exception cref="SqliteException">The disk fails.</exception>
    public CheckpointResult Copy()
    {
        var found = CheckpointResult.Run(_writer.Handle!);
        if (found.IsComplete)
        {
            return found;
        }

        Release();
        Hold();
        return CheckpointResult.Run(_writer.Handle!);
    }

    /// <summary>Copies the rest while nobody writes, in one go.</summary>
    /// <exception cref="SqliteException">The disk fails.</exception>
    public CheckpointResult CopyRest()
    {
        Release();
        Hold();
        return CheckpointResult.Run(_writer.Handle!);
    }

    /// <summary>Waits until what was copied is on the disk, so that a later complete copy has little left to wait for.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Flush() => RandomAccess.FlushToDisk(_database);

    /// <summary>Begins the log anew by a small write of its own. Everything must have been copied, and nobody else may write meanwhile; a reader of an old state prevents it.</summary>
    /// <exception cref="SqliteException">The disk fails.</exception>
    public void Restart()
    {
        Release();
        Execute(_writer, $"PRAGMA user_version = {StorageStartup.Format}");
        Hold();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        var code = raw.sqlite3_exec(connection.Handle!, sql);
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(connection.Handle!).utf8_to_string(), code & 0xff, code);
        }
    }

    /// <summary>Reads the present state and keeps on reading it.</summary>
    private void Hold()
    {
        Execute(_reader, "BEGIN; PRAGMA schema_version");
        _held = true;
    }

    private void Release()
    {
        if (_held)
        {
            Execute(_reader, "COMMIT");
            _held = false;
        }
    }
}
