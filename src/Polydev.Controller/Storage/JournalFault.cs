using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Polydev.Controller.Storage;

/// <summary>Tells faults of the store, which pass and concern everybody, from faults of the one who writes.</summary>
internal static class JournalFault
{
    /// <summary>Whether the disk or the database is to blame.</summary>
    public static bool IsOfTheStore(Exception error) => error is SqliteException { SqliteErrorCode: var code } && code
        is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN
        or raw.SQLITE_NOMEM or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL;

    /// <summary>Whether the connection itself may be spoilt.</summary>
    public static bool NeedsReopening(Exception error) =>
        error is not SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <summary>The fault in words that can be acted on.</summary>
    public static string Describe(Exception error) => error is not SqliteException sqlite
        ? $"The database cannot be written ({error.Message.TrimEnd('.')})."
        : sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => "The disk is full: free space in the data directory.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => "The database is read-only: give the controller's user the right to write.",
            raw.SQLITE_CANTOPEN => "The database cannot be opened: is the data directory still there?",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "The database is locked by another program: end it.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The database is damaged: restore it from a backup.",
            raw.SQLITE_IOERR => "The disk reports an error: look at the system's log.",
            _ => $"The database cannot be written ({sqlite.Message.TrimEnd('.')}).",
        };
}
