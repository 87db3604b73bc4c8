using Microsoft.Data.Sqlite;
using Polydev.Controller.Storage.Sqlite;
using SQLitePCL;

namespace Polydev.Tests.Controller.Storage;

/// <summary>A database with a writer whose log is gathered, as the journal's is, and a neighbour whose is not.</summary>
internal sealed class GatheredDatabase : IDisposable
{
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _neighbour;
    private int _next;

    public GatheredDatabase(string directory)
    {
        GatheringLog.Register();
        var path = Path.Combine(directory, "x.db");
        _writer = Open(path, GatheringLog.Name);
        Execute(_writer, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_spill = OFF");
        Execute(_writer, "CREATE TABLE rows (number INTEGER PRIMARY KEY, bytes BLOB, key TEXT UNIQUE)");
        _neighbour = Open(path, null);
        Execute(_neighbour, "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0");
    }

    /// <summary>Rows of all transactions that were committed: how many, and their bytes.</summary>
    public (long Rows, long Bytes) Committed { get; private set; }

    /// <summary>Commits rows in one transaction.</summary>
    public void Commit(int rows, int bytes) => Commit(_writer, rows, bytes);

    /// <summary>The same by the neighbour.</summary>
    public void CommitElsewhere(int rows, int bytes) => Commit(_neighbour, rows, bytes);

    /// <summary>Writes rows and takes them back.</summary>
    public void RollBack(int rows, int bytes)
    {
        Execute(_writer, "BEGIN IMMEDIATE");
        Insert(_writer, rows, bytes);
        Execute(_writer, "ROLLBACK");
    }

    /// <summary>Copies the log into the database, so that the next commit begins it anew.</summary>
    public void Checkpoint() => Execute(_neighbour, "PRAGMA wal_checkpoint(FULL)");

    /// <summary>What the neighbour sees.</summary>
    public (long Rows, long Bytes) ReadElsewhere() => Read(_neighbour);

    /// <summary>What a process finds that opens the files as they are on the disk now.</summary>
    public static (long Rows, long Bytes) ReadCopy(string directory)
    {
        var copy = Directory.CreateTempSubdirectory("polydev-test-").FullName;
        try
        {
            foreach (var name in new[] { "x.db", "x.db-wal" })
            {
                File.Copy(Path.Combine(directory, name), Path.Combine(copy, name));
            }

            using var connection = Open(Path.Combine(copy, "x.db"), null);
            Assert.Equal("ok", Scalar<string>(connection, "PRAGMA integrity_check"));
            return Read(connection);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _neighbour.Dispose();
    }

    private void Commit(SqliteConnection connection, int rows, int bytes)
    {
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            Insert(connection, rows, bytes);
            Execute(connection, "COMMIT");
        }
        catch (SqliteException) when (raw.sqlite3_get_autocommit(connection.Handle!) == 0)
        {
            Execute(connection, "ROLLBACK");
            throw;
        }

        Committed = (Committed.Rows + rows, Committed.Bytes + ((long)rows * bytes));
    }

    private void Insert(SqliteConnection connection, int rows, int bytes)
    {
        for (var row = 0; row < rows; row++)
        {
            // Keys in no order touch pages all over the index.
            Execute(connection, $"INSERT INTO rows (bytes, key) VALUES (zeroblob({bytes}), '{(uint)(_next++ * 2654435761u):x8}')");
        }
    }

    private static (long Rows, long Bytes) Read(SqliteConnection connection) =>
        (Scalar<long>(connection, "SELECT count(*) FROM rows"), Scalar<long>(connection, "SELECT coalesce(sum(length(bytes)), 0) FROM rows"));

    private static SqliteConnection Open(string path, string? vfs)
    {
        var how = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        if (vfs is not null)
        {
            how.Vfs = vfs;
        }

        var connection = new SqliteConnection(how.ToString());
        connection.Open();
        return connection;
    }

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and numbers of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and numbers of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
