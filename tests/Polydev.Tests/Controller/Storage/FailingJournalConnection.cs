using Microsoft.Data.Sqlite;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>A journal connection whose commits fail when a script says so: before the commit, or after it went through without anybody knowing.</summary>
internal sealed class FailingJournalConnection(string path, Func<CommitFault> next) : JournalConnection(path, syncToDisk: false)
{
    public const int DiskFull = 13;
    public const int InputOutput = 10;

    public override void Commit()
    {
        var fault = next();
        if (fault == CommitFault.Before)
        {
            throw new SqliteException("database or disk is full", DiskFull);
        }

        base.Commit();
        if (fault == CommitFault.After)
        {
            throw new SqliteException("disk I/O error", InputOutput);
        }
    }
}
