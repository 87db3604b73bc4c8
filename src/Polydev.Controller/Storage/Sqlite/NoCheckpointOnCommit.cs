using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>Leaves the copying of the log to its keeper. SQLite would let a commit of any connection do it, with the turn to write in its hand.</summary>
internal sealed class NoCheckpointOnCommit : DbConnectionInterceptor
{
    /// <summary>It has no state.</summary>
    public static readonly NoCheckpointOnCommit Instance = new();

    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => TurnOff(connection);

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TurnOff(connection);
        return Task.CompletedTask;
    }

    private static void TurnOff(DbConnection connection) => raw.sqlite3_wal_autocheckpoint(((SqliteConnection)connection).Handle!, 0);
}
