using CsCheck;
using Microsoft.Data.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>A transaction goes to the log in one write, and the log is at every moment what SQLite itself would have left.</summary>
public sealed class GatheringLogTests
{
    private const int Full = 13;

    [Fact]
    public void A_commit_is_one_write_to_the_log()
    {
        using var disk = WatchedDisk.Create();
        using var log = new GatheredDatabase(disk.Directory);
        log.Commit(1, 100);
        var writes = WritesOf(disk, () =>
        {
            log.Commit(3, 2_000);
            log.Commit(1, 20_000);
        });

        Assert.Equal(2, writes);
        Assert.Equal(log.Committed, GatheredDatabase.ReadCopy(disk.Directory));
    }

    [Fact]
    public void A_large_transaction_takes_several_writes_and_holds_no_more_than_its_buffer()
    {
        using var disk = WatchedDisk.Create();
        using var log = new GatheredDatabase(disk.Directory);
        log.Commit(1, 100);
        var writes = WritesOf(disk, () => log.Commit(1, 2_000_000));

        Assert.InRange(writes, 2_000_000 / (128 * 1024), 20);
        Assert.Equal(log.Committed, GatheredDatabase.ReadCopy(disk.Directory));
    }

    [Fact]
    public void A_full_disk_undoes_the_transaction_and_the_next_one_goes_through()
    {
        using var disk = WatchedDisk.Create();
        using var log = new GatheredDatabase(disk.Directory);
        log.Commit(2, 3_000);
        disk.OnWrite = _ => Full;

        var refused = Assert.Throws<SqliteException>(() => log.Commit(2, 3_000));
        disk.OnWrite = _ => 0;
        log.Commit(1, 500);

        Assert.Equal(Full, refused.SqliteErrorCode);
        Assert.Equal(log.Committed, GatheredDatabase.ReadCopy(disk.Directory));
    }

    [Fact]
    public void What_a_kill_leaves_is_what_was_committed() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 4], Gen.OneOf(Gen.Int[0, 300], Gen.Int[3_000, 9_000], Gen.Const(150_000)))
            .Array[1, 25]
            .Sample(Run, iter: 60);

    /// <summary>How often the log was written meanwhile.</summary>
    private static int WritesOf(WatchedDisk disk, Action act)
    {
        var writes = 0;
        disk.OnWrite = name =>
        {
            writes += name.EndsWith("-wal", StringComparison.Ordinal) ? 1 : 0;
            return 0;
        };
        act();
        return writes;
    }

    private static void Run((int What, int Rows, int Bytes)[] steps)
    {
        using var disk = WatchedDisk.Create();
        using var log = new GatheredDatabase(disk.Directory);
        foreach (var (what, rows, bytes) in steps)
        {
            switch (what)
            {
                case 0:
                    log.RollBack(rows, bytes);
                    break;
                case 1:
                    log.CommitElsewhere(rows, bytes);
                    break;
                case 2:
                    log.Checkpoint();
                    break;
                case 3:
                    // The disk has room for some of the writes only.
                    var left = rows - 1;
                    disk.OnWrite = name => name.EndsWith("-wal", StringComparison.Ordinal) && left-- <= 0 ? Full : 0;
                    try
                    {
                        log.Commit(rows, bytes);
                    }
                    catch (SqliteException e) when (e.SqliteErrorCode == Full)
                    {
                        // Undone.
                    }

                    disk.OnWrite = _ => 0;
                    break;
                default:
                    log.Commit(rows, bytes);
                    break;
            }

            Assert.Equal(log.Committed, GatheredDatabase.ReadCopy(disk.Directory));
            Assert.Equal(log.Committed, log.ReadElsewhere());
        }
    }
}
