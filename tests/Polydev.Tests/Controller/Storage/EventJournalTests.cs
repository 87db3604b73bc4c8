using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Storage;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>What is committed stays, what fails is tried again, and a killed controller finds all of it.</summary>
public sealed class EventJournalTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_execution_is_read_back_as_it_was_written()
    {
        await using var storage = await TestStorage.OpenAsync();
        var source = new ScriptedSource(storage.Journal);
        await source.Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_1"));
            t.AppendEvents("exe_1", 1, 3, TestExecutions.Events(1, 3));
            t.UpdateAttempts("exe_1", "running", "wrk_1", "[1]"u8.ToArray());
            t.EndExecution(TestExecutions.Ended("exe_1"));
        });

        var stored = await storage.Get<ExecutionStore>().FindAsync("default", "exe_1", Cancelled);

        Assert.NotNull(stored);
        Assert.Equal("succeeded", stored.Status);
        Assert.Equal(0.0125m, stored.CostUsd);
        Assert.Equal(TestExecutions.Ended("exe_1").Usage, stored.Usage);
        Assert.Equal(TestExecutions.Noon, stored.CreatedAt);
        Assert.Equal("wrk_1", stored.WorkerId);
        Assert.Equal("""{"stop_reason":"end"}"""u8.ToArray(), stored.Summary);
        Assert.Equal(
            TestExecutions.New("exe_1").Request.ToArray(),
            await storage.Get<ExecutionStore>().ReadRequestAsync("default", "exe_1", Cancelled));
        Assert.Null(await storage.Get<ExecutionStore>().FindAsync("other", "exe_1", Cancelled));
    }

    [Fact]
    public async Task An_execution_written_at_once_is_the_same_as_one_written_in_parts()
    {
        await using var storage = await TestStorage.OpenAsync();
        var (begun, end) = (TestExecutions.New("exe_1"), TestExecutions.Ended("exe_1"));
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            t.InsertExecution(begun);
            t.AppendEvents("exe_1", 1, 3, TestExecutions.Events(1, 3));
            t.EndExecution(end);
        });
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            // A doubtful commit is written again, and must not count twice.
            for (var again = 0; again < 2; again++)
            {
                t.InsertEndedExecution(begun with { Id = "exe_2" }, end with { Id = "exe_2" }, TestExecutions.Events(1, 3));
            }
        });

        var executions = storage.Get<ExecutionStore>();
        var inParts = await executions.FindAsync("default", "exe_1", Cancelled);
        var atOnce = await executions.FindAsync("default", "exe_2", Cancelled);
        Assert.Equivalent(inParts! with { Id = "exe_2" }, atOnce, strict: true);
        Assert.Equal(begun.Request.ToArray(), await executions.ReadRequestAsync("default", "exe_2", Cancelled));
        Assert.Equal(await EventsAsync("exe_1", 0), await EventsAsync("exe_2", 0));
        Assert.Equal(await EventsAsync("exe_1", 2), await EventsAsync("exe_2", 2));
        Assert.Null(await EventsAsync("exe_2", 3));
        var day = DateOnly.FromDateTime(end.EndedAt.UtcDateTime);
        var usage = await storage.Get<UsageStore>().ReadAsync(day, day, "default", UsageGrouping.Tenant, Cancelled);
        Assert.Equal(2, usage.Single().Figures.Executions);

        async Task<string?> EventsAsync(string id, long after) =>
            await storage.Get<EventLog>().ReadEventsAsync(id, after, 1_000_000, Cancelled) is { } chunk
                ? $"{chunk.FirstSeq} {chunk.LastSeq} {Encoding.UTF8.GetString(chunk.Events.Span)}"
                : null;
    }

    [Fact]
    public async Task An_execution_whose_beginning_was_written_unknown_to_us_is_ended_all_the_same()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t => t.InsertExecution(TestExecutions.New("exe_1")));
        await new ScriptedSource(storage.Journal).Add(
            t => t.InsertEndedExecution(TestExecutions.New("exe_1"), TestExecutions.Ended("exe_1"), TestExecutions.Events(1, 3)));

        var stored = await storage.Get<ExecutionStore>().FindAsync("default", "exe_1", Cancelled);
        var chunk = await storage.Get<EventLog>().ReadEventsAsync("exe_1", 0, 1_000_000, Cancelled);

        Assert.Equal("succeeded", stored!.Status);
        Assert.Equal((1, 3), (chunk!.FirstSeq, chunk.LastSeq));
    }

    [Fact]
    public async Task A_full_disk_is_shown_and_passes_without_loss()
    {
        var full = true;
        await using var storage = await TestStorage.OpenAsync(configure: services => services.AddSingleton<Func<JournalConnection>>(provider => () =>
            new FailingJournalConnection(provider.GetRequiredService<DataDirectory>().Database, () => Volatile.Read(ref full) ? CommitFault.Before : CommitFault.None)));
        var source = new ScriptedSource(storage.Journal);
        var written = source.Add(t => t.InsertExecution(TestExecutions.New("exe_1")));

        await Eventually.Async(() => storage.Journal.Health.State == JournalState.Failing);
        Assert.Contains("disk is full", storage.Journal.Health.Reason, StringComparison.Ordinal);
        Assert.False(written.IsCompleted);
        Volatile.Write(ref full, false);
        await written;

        Assert.Equal(JournalState.Open, storage.Journal.Health.State);
        Assert.NotNull(await storage.Get<ExecutionStore>().FindAsync("default", "exe_1", Cancelled));
    }

    [Fact]
    public async Task A_database_that_may_not_grow_recovers_when_it_may()
    {
        JournalConnection? connection = null;
        await using var storage = await TestStorage.OpenAsync(configure: services => services.AddSingleton<Func<JournalConnection>>(provider => () =>
        {
            connection = new JournalConnection(provider.GetRequiredService<DataDirectory>().Database, syncToDisk: false);
            connection.Execute("PRAGMA max_page_count = 1");
            return connection;
        }));
        var source = new ScriptedSource(storage.Journal);
        var written = source.Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_1"));
            t.AppendEvents("exe_1", 1, 1, new byte[1_000_000]);
        });

        await Eventually.Async(() => storage.Journal.Health.State == JournalState.Failing);
        connection!.Execute("PRAGMA max_page_count = 1000000");
        await written;

        Assert.Equal(1, (await storage.Get<EventLog>().ReadEventsAsync("exe_1", 0, 10_000_000, Cancelled))!.LastSeq);
    }

    [Fact]
    public async Task A_source_that_cannot_write_does_not_hold_up_the_others()
    {
        await using var storage = await TestStorage.OpenAsync();
        var broken = true;
        var bad = new ScriptedSource(storage.Journal);
        var badWritten = bad.Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_bad"));
            if (Volatile.Read(ref broken))
            {
                throw new InvalidOperationException("a bug");
            }
        });
        await new ScriptedSource(storage.Journal).Add(t => t.InsertExecution(TestExecutions.New("exe_good")));

        Assert.NotNull(await storage.Get<ExecutionStore>().FindAsync("default", "exe_good", Cancelled));
        Assert.Null(await storage.Get<ExecutionStore>().FindAsync("default", "exe_bad", Cancelled));
        Volatile.Write(ref broken, false);
        await Eventually.Async(() =>
        {
            storage.Time.Advance(TimeSpan.FromSeconds(1));
            storage.Journal.Schedule(new ScriptedSource(storage.Journal), CommitWhen.Soon);
            return badWritten.IsCompleted;
        });
        Assert.NotNull(await storage.Get<ExecutionStore>().FindAsync("default", "exe_bad", Cancelled));
    }

    [Fact]
    public async Task A_taken_idempotency_key_does_not_lose_the_second_execution()
    {
        await using var storage = await TestStorage.OpenAsync();
        var source = new ScriptedSource(storage.Journal);
        await source.Add(t => t.InsertExecution(TestExecutions.New("exe_1", idempotencyKey: "k")));
        await source.Add(t => t.InsertExecution(TestExecutions.New("exe_2", idempotencyKey: "k")));
        await source.Add(t => t.InsertExecution(TestExecutions.New("exe_3", "other", idempotencyKey: "k")));

        var executions = storage.Get<ExecutionStore>();
        Assert.Equal("exe_1", (await executions.FindByIdempotencyKeyAsync("default", "k", Cancelled))!.Id);
        Assert.Equal("exe_3", (await executions.FindByIdempotencyKeyAsync("other", "k", Cancelled))!.Id);
        Assert.NotNull(await executions.FindAsync("default", "exe_2", Cancelled));
    }

    [Fact]
    public async Task A_commit_outlives_a_kill_of_the_process()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_1"));
            t.AppendEvents("exe_1", 1, 2, TestExecutions.Events(1, 2));
        });
        var copy = TestStorage.NewDirectory();
        // What a killed process leaves is what is in the files now.
        File.Copy(storage.Database, Path.Combine(copy, "polydev.db"));
        File.Copy(storage.Database + "-wal", Path.Combine(copy, "polydev.db-wal"));

        await using (var reopened = await TestStorage.OpenAsync(copy))
        {
            var unfinished = await reopened.Get<RecoveryStore>().ReadUnfinishedAsync(Cancelled).SingleAsync(Cancelled);
            Assert.Equal(("exe_1", 2L, true), (unfinished.Execution.Id, unfinished.LastSeq, unfinished.HasOutput));
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Stopping_commits_what_is_scheduled()
    {
        var directory = TestStorage.NewDirectory();
        Task written;
        await using (var storage = await TestStorage.OpenAsync(directory))
        {
            written = new ScriptedSource(storage.Journal).Add(t => t.InsertExecution(TestExecutions.New("exe_1")));
            await storage.StopAsync();
        }

        await written;
        await using (var storage = await TestStorage.OpenAsync(directory))
        {
            Assert.NotNull(await storage.Get<ExecutionStore>().FindAsync("default", "exe_1", Cancelled));
        }

        Directory.Delete(directory, recursive: true);
    }
}
