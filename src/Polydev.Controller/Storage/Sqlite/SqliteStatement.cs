using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>
/// A prepared statement whose parameters take spans. The ADO.NET command boxes every number, wants arrays for blobs and makes a reader per run;
/// on the journal's path that would cost more than SQLite itself.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _scratch = new byte[512];

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds text; null is NULL. Parameters count from 1.</summary>
    public SqliteStatement Text(int index, string? value)
    {
        if (value is null)
        {
            return Null(index);
        }

        if (value.Length * 3 > _scratch.Length)
        {
            _scratch = new byte[value.Length * 3];
        }

        var length = Encoding.UTF8.GetBytes(value, _scratch);
        // An empty span has no address, and SQLite takes that for NULL.
        Check(length == 0
            ? raw.sqlite3_bind_text(_statement, index, "")
            : raw.sqlite3_bind_text(_statement, index, _scratch.AsSpan(0, length)));
        return this;
    }

    /// <summary>Binds bytes.</summary>
    public SqliteStatement Blob(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Binds a whole number; null is NULL.</summary>
    public SqliteStatement Integer(int index, long? value)
    {
        if (value is not { } number)
        {
            return Null(index);
        }

        Check(raw.sqlite3_bind_int64(_statement, index, number));
        return this;
    }

    /// <summary>Binds a real number.</summary>
    public SqliteStatement Real(int index, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, index, value));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public SqliteStatement Null(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Rows changed.</returns>
    /// <exception cref="SqliteException">SQLite refuses; the statement can be used again.</exception>
    public int Run()
    {
        int result;
        do
        {
            result = raw.sqlite3_step(_statement);
        }
        while (result == raw.SQLITE_ROW);

        var changes = raw.sqlite3_changes(_database);
        var error = result == raw.SQLITE_DONE ? null : ErrorOf(result);
        raw.sqlite3_reset(_statement);
        return error is null ? changes : throw error;
    }

    /// <summary>Reads the first column of its first row.</summary>
    /// <returns>The number; null when there is no row.</returns>
    /// <exception cref="SqliteException">SQLite refuses; the statement can be used again.</exception>
    public long? ReadInteger()
    {
        var result = raw.sqlite3_step(_statement);
        long? number = result == raw.SQLITE_ROW ? raw.sqlite3_column_int64(_statement, 0) : null;
        var error = result is raw.SQLITE_ROW or raw.SQLITE_DONE ? null : ErrorOf(result);
        raw.sqlite3_reset(_statement);
        return error is null ? number : throw error;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw ErrorOf(result);
        }
    }

    private SqliteException ErrorOf(int result) =>
        new(raw.sqlite3_errmsg(_database).utf8_to_string(), result & 0xff, raw.sqlite3_extended_errcode(_database));
}
