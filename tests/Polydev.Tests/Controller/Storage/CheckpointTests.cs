using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Storage;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>The write-ahead log is copied and begun anew, and no commit waits for the disk meanwhile. Each test writes 20 MB at the very most.</summary>
public sealed class CheckpointTests
{
    private const int EventBytes = 20_000;

    /// <summary>Commits between two looks at the log, so that it never runs away from its keeper.</summary>
    private const int CommitsPerLook = 10;

    /// <summary>Looks after which a test gives up: 100 times 10 commits of 20 kB.</summary>
    private const int TooMany = 100;
    private static readonly WalLimits s_short = new() { Step = 32, Longest = 128 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_is_begun_anew_and_no_commit_waits_for_the_disk()
    {
        using var disk = WatchedDisk.Create();
        await using var storage = await TestStorage.OpenAsync(disk.Directory, services => services.AddSingleton(s_short));
        var stream = await StreamAsync(storage);
        for (var look = 0; RestartsOf(storage) < 3; look++)
        {
            Assert.InRange(look, 0, TooMany);
            var copied = storage.Get<WalCheckpointer>().CopyAsync(Cancelled);
            for (var i = 0; i < CommitsPerLook; i++)
            {
                await stream.AppendAsync();
            }

            await copied;
        }

        Assert.NotEmpty(disk.Waits);
        Assert.DoesNotContain(disk.Waits, wait => wait.Callers.Contains(nameof(EventJournal), StringComparison.Ordinal));
        Assert.InRange(new FileInfo(storage.Database + "-wal").Length, 0, 20 * s_short.Longest * 4096L);
    }

    [Fact]
    public async Task Commits_wait_for_a_disk_that_does_not_answer_no_longer_than_the_pause()
    {
        using var disk = WatchedDisk.Create();
        await using var storage = await TestStorage.OpenAsync(disk.Directory, services => services.AddSingleton(s_short));
        using var pauses = new Pauses();
        using var silence = new Silence(disk);
        var stream = await StreamAsync(storage);
        var question = silence.NextQuestionAsync();
        for (var look = 0; pauses.Seen.All(lasted => lasted == 0); look++)
        {
            Assert.InRange(look, 0, TooMany);
            for (var i = 0; i < CommitsPerLook; i++)
            {
                await AnsweredAsync(stream.AppendAsync());
            }

            await AnsweredAsync(storage.Get<WalCheckpointer>().CopyAsync(Cancelled));
        }

        var restarts = RestartsOf(storage);
        silence.Dispose();
        for (var look = 0; RestartsOf(storage) == restarts; look++)
        {
            Assert.InRange(look, 0, TooMany);
            storage.Time.Advance(s_short.RestAt(int.MaxValue));
            await storage.Get<WalCheckpointer>().CopyAsync(Cancelled);
        }

        // Answers what the disk is asked until the task is done; before each answer a commit goes through, at once or as soon as the pause is over.
        async Task AnsweredAsync(Task task)
        {
            while (await Task.WhenAny(task, question) == question)
            {
                if (IsPaused(storage))
                {
                    storage.Time.Advance(s_short.PauseAt(int.MaxValue));
                }

                await stream.AppendAsync();
                silence.Answer();
                question = silence.NextQuestionAsync();
            }
        }
    }

    [Fact]
    public async Task Writes_of_other_rooms_leave_the_log_to_its_keeper()
    {
        await using var storage = await TestStorage.OpenAsync();
        await using var context = await storage.Get<IDbContextFactory<PolydevDbContext>>().CreateDbContextAsync(Cancelled);
        await context.Database.OpenConnectionAsync(Cancelled);
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint";
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancelled));
    }

    private static async Task<Stream> StreamAsync(TestStorage storage)
    {
        var source = new ScriptedSource(storage.Journal);
        await source.Add(t => t.InsertExecution(TestExecutions.New("exe_1")));
        return new Stream(source);
    }

    private static bool IsPaused(TestStorage storage)
    {
        var gate = storage.Get<WriteGate>();
        if (!gate.TryEnter())
        {
            return true;
        }

        gate.Exit();
        return false;
    }

    /// <summary>How often the log was begun anew: SQLite counts it in the log's head, big-endian (<see href="https://sqlite.org/fileformat2.html#walformat"/>).</summary>
    private static int RestartsOf(TestStorage storage)
    {
        using var log = new FileStream(storage.Database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[16];
        return log.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length ? 0 : BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(12));
    }

    /// <summary>An execution that writes events of a fixed size.</summary>
    private sealed class Stream(ScriptedSource source)
    {
        private int _seq;

        public Task AppendAsync()
        {
            var seq = ++_seq;
            return source.Add(t => t.AppendEvents("exe_1", seq, seq, new byte[EventBytes]));
        }
    }

    /// <summary>Lets the disk flush the database only when the test answers. A copy flushes it that reached the end of the log: in a pause, or between two commits.</summary>
    private sealed class Silence : IDisposable
    {
        private const int Enough = 1_000_000;

        private readonly SemaphoreSlim _questions = new(0);
        private readonly SemaphoreSlim _answers = new(0);

        public Silence(WatchedDisk disk) => disk.OnWait = file =>
        {
            if (file == "polydev.db")
            {
                _questions.Release();
                _answers.Wait(Cancelled);
            }
        };

        public Task NextQuestionAsync() => _questions.WaitAsync(Cancelled);

        public void Answer() => _answers.Release();

        /// <summary>Answers everything from now on.</summary>
        public void Dispose() => _answers.Release(Enough);
    }

    /// <summary>Hears of the pauses that commits were given, in seconds.</summary>
    private sealed class Pauses : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Pauses()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "polydev.journal.log.pause")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Seen.Enqueue(seconds));
            _listener.Start();
        }

        public ConcurrentQueue<double> Seen { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
