using Polydev.Controller.Storage;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>Executions are found by their tenant alone, listed newest first, and forgotten in time.</summary>
public sealed class ExecutionStoreTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_follow_one_another_without_gaps_while_new_executions_come()
    {
        await using var storage = await TestStorage.OpenAsync();
        var source = new ScriptedSource(storage.Journal);
        for (var i = 0; i < 25; i++)
        {
            // Several share a moment: the cursor must not lose or repeat any of them.
            var at = TestExecutions.Noon.AddMilliseconds(i / 4);
            var id = $"exe_{i:00}";
            await source.Add(t => t.InsertExecution(TestExecutions.New(id, at: at)));
        }

        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var after = ExecutionCursor.TryParse(cursor ?? "", out var parsed) ? parsed : null;
            var page = await storage.Get<ExecutionStore>().ListAsync("default", new ExecutionFilter(), after, 4, Cancelled);
            seen.AddRange(page.Items.Select(item => item.Id));
            cursor = page.NextCursor;
            var late = $"exe_late_{seen.Count}";
            await source.Add(t => t.InsertExecution(TestExecutions.New(late, at: TestExecutions.Noon.AddMinutes(1))));
        }
        while (cursor is not null);

        Assert.Equal(string.Join(',', Enumerable.Range(0, 25).Reverse().Select(i => $"exe_{i:00}")), string.Join(',', seen));
    }

    [Fact]
    public async Task A_filter_leaves_only_what_fits_it()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_1"));
            t.InsertExecution(TestExecutions.New("exe_2", at: TestExecutions.Noon.AddHours(1)));
            t.InsertExecution(TestExecutions.New("exe_3", "other"));
            t.EndExecution(TestExecutions.Ended("exe_1"));
        });

        Assert.Equal("exe_2,exe_1", await IdsAsync(storage, new ExecutionFilter { User = "ada", Provider = "openai", Model = "gpt-4.1" }));
        Assert.Equal("exe_1", await IdsAsync(storage, new ExecutionFilter { Status = "succeeded" }));
        Assert.Equal("exe_2", await IdsAsync(storage, new ExecutionFilter { CreatedFrom = TestExecutions.Noon.AddMinutes(1) }));
        Assert.Equal("exe_1", await IdsAsync(storage, new ExecutionFilter { CreatedBefore = TestExecutions.Noon.AddMinutes(1) }));
        Assert.Equal("", await IdsAsync(storage, new ExecutionFilter { Model = "gpt-5" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("______________________")]
    public void A_cursor_that_is_none_of_ours_is_refused(string text) => Assert.False(ExecutionCursor.TryParse(text, out _));

    [Fact]
    public async Task Events_are_read_from_anywhere_in_chunks_that_join_to_the_whole()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_1"));
            t.AppendEvents("exe_1", 1, 4, TestExecutions.Events(1, 4));
            t.AppendEvents("exe_1", 5, 5, TestExecutions.Events(5, 5));
            t.AppendEvents("exe_1", 6, 11, TestExecutions.Events(6, 11));
        });
        var log = storage.Get<EventLog>();
        for (var after = 0; after < 11; after++)
        {
            for (var maxBytes = 1; maxBytes < 700; maxBytes += 90)
            {
                var chunk = (await log.ReadEventsAsync("exe_1", after, maxBytes, Cancelled))!;
                Assert.Equal(after + 1, chunk.FirstSeq);
                Assert.Equal(TestExecutions.Events(chunk.FirstSeq, chunk.LastSeq), chunk.Events.ToArray());
                Assert.True(chunk.Events.Length <= maxBytes || chunk.FirstSeq == chunk.LastSeq);
            }
        }

        Assert.Null(await log.ReadEventsAsync("exe_1", 11, 1000, Cancelled));
        Assert.Null(await log.ReadEventsAsync("exe_none", 0, 1000, Cancelled));
    }

    [Fact]
    public async Task What_was_unfinished_is_found_with_all_that_is_needed_to_go_on()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_queued"));
            t.InsertExecution(TestExecutions.New("exe_running"));
            t.AppendEvents("exe_running", 1, 2, TestExecutions.Events(1, 2, "started"));
            t.UpdateAttempts("exe_running", "running", "wrk_1", "[{}]"u8.ToArray());
            t.InsertExecution(TestExecutions.New("exe_ended"));
            t.EndExecution(TestExecutions.Ended("exe_ended"));
            t.ClaimWorker("wrk_1", "default", "default", "process", "4711", "here");
            t.ClaimWorker("wrk_2", "default", "default", "process", "4712", "here");
            t.RemoveWorker("wrk_2");
        });

        var found = await storage.Get<RecoveryStore>().ReadUnfinishedAsync(Cancelled).ToListAsync(Cancelled);
        Assert.Equal("exe_queued,exe_running", string.Join(',', found.Select(unfinished => unfinished.Execution.Id)));
        Assert.Equal((0, false, "queued"), (found[0].LastSeq, found[0].HasOutput, found[0].Execution.Status));
        Assert.Equal((2, false, "running", "wrk_1"), (found[1].LastSeq, found[1].HasOutput, found[1].Execution.Status, found[1].Execution.WorkerId));
        Assert.Equal(TestExecutions.New("x").Request.ToArray(), found[1].Request);
        Assert.Equal(
            new ClaimedWorker("wrk_1", "default", "default", "process", "4711", "here"),
            Assert.Single(await storage.Get<RecoveryStore>().ReadWorkersAsync(Cancelled)));
    }

    [Fact]
    public async Task Old_executions_are_pruned_with_their_events_but_not_their_usage()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            for (var i = 0; i < 100; i++)
            {
                var id = "exe_old_" + i;
                t.InsertExecution(TestExecutions.New(id));
                t.AppendEvents(id, 1, 3, TestExecutions.Events(1, 3));
                t.EndExecution(TestExecutions.Ended(id));
            }

            t.InsertExecution(TestExecutions.New("exe_running"));
            t.InsertExecution(TestExecutions.New("exe_young", at: TestExecutions.Noon.AddDays(3)));
            t.EndExecution(TestExecutions.Ended("exe_young", at: TestExecutions.Noon.AddDays(3)));
        });

        Assert.Equal(100, await storage.Get<ExecutionPruning>().RunAsync(TestExecutions.Noon.AddDays(1), Cancelled));

        Assert.Equal("exe_young,exe_running", await IdsAsync(storage, new ExecutionFilter()));
        Assert.Null(await storage.Get<EventLog>().ReadEventsAsync("exe_old_1", 0, 1000, Cancelled));
        var usage = await storage.Get<UsageStore>().ReadAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), null, UsageGrouping.None, Cancelled);
        Assert.Equal(101, usage[0].Figures.Executions);
    }

    private static async Task<string> IdsAsync(TestStorage storage, ExecutionFilter filter) => string.Join(
        ',', (await storage.Get<ExecutionStore>().ListAsync("default", filter, null, 50, Cancelled)).Items.Select(item => item.Id));
}
