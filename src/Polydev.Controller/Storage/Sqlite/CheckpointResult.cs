using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>What a checkpoint found and did.</summary>
/// <param name="Log">Frames (pages) in the write-ahead log; negative when another checkpoint was at work.</param>
/// <param name="Copied">Of those, how many are in the database itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CheckpointResult(int Log, int Copied)
{
    /// <summary>Whether the whole log is in the database.</summary>
    public bool IsComplete => Log >= 0 && Copied == Log;

    /// <summary>Runs a checkpoint that waits for nobody; being held up by others is a result, not an error.</summary>
    public static CheckpointResult Run(sqlite3 database)
    {
        // A connection that read nothing yet does not know that the database has a log, and would do nothing.
        raw.sqlite3_exec(database, "PRAGMA schema_version");
        var code = raw.sqlite3_wal_checkpoint_v2(database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var copied);
        return code is raw.SQLITE_OK or raw.SQLITE_BUSY
            ? new CheckpointResult(log, copied)
            : throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), code & 0xff, code);
    }
}
