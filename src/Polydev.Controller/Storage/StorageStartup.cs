using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Sqlite;
using SQLitePCL;

namespace Polydev.Controller.Storage;

/// <summary>Opens the data directory: takes it, checks that the database is one we can read, and brings its tables up to date.</summary>
internal sealed class StorageStartup(DataDirectory directory, IDbContextFactory<PolydevDbContext> contexts)
{
    /// <summary>What the files mean beyond their tables. Raised when an older controller must not touch them.</summary>
    internal const int Format = 1;

    /// <summary>Opens it. Either all of it is usable afterwards, or nothing was changed.</summary>
    /// <exception cref="StartupException">It cannot be used; the message says what to do.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        directory.Take();
        try
        {
            if (File.Exists(directory.Database))
            {
                Inspect();
            }

            await MigrateAsync(cancellationToken);
        }
        catch (SqliteException error)
        {
            throw Translate(error);
        }
    }

    /// <summary>Looks without writing, so that a directory of a newer version stays as it is.</summary>
    private void Inspect()
    {
        using var connection = JournalConnection.Open(directory.Database);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var format = (long)command.ExecuteScalar()!;
        if (format > Format)
        {
            throw Newer($"format {format}, this version knows {Format}");
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (applied.FirstOrDefault(migration => !known.Contains(migration)) is { } unknown)
        {
            throw Newer($"migration {unknown}");
        }

        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await context.Database.ExecuteSqlRawAsync($"PRAGMA user_version = {Format}", cancellationToken);
    }

    private StartupException Newer(string what) => new(
        "data_directory_newer",
        $"The data directory {directory.Root} was written by a newer version of Polydev ({what}). Start that version, or this one with another --data directory.");

    private StartupException Translate(SqliteException error) => error.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => directory.Full(error),
        // The shared memory beside the log is mapped, and a file system without space says that as an I/O error.
        raw.SQLITE_IOERR when directory.IsFull => directory.Full(error),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => directory.Unwritable(error),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StartupException(
            "database_corrupt",
            $"The database {directory.Database} is damaged or no database. Restore it from a backup, or move it away to begin anew.",
            error),
        _ => new StartupException("storage_failed", $"The database {directory.Database} cannot be opened: {error.Message.TrimEnd('.')}. Look at the path and at the system's log.", error),
    };
}
